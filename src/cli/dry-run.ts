/** `--dry-run` of commands that do one thing to containers: what would be done, from what is there. */
import type { Project } from '../compose-file/index.ts';
import type { ContainerRow, NamedProject } from '../orchestrator/index.ts';
import type { CommandContext } from './context.ts';
import { operate } from './operation.ts';
import { dryRunPrefix } from './progress/resource-rows.ts';

export interface Rehearsal {
  /** `Stopping`; absent where the command tells of the end alone. */
  doing?: string;
  /** `Stopped`. */
  done: string;
  /** After `[+]` on a terminal. */
  title: string;
  /** States that the command does something about. */
  states: readonly ContainerRow['state'][];
}

/** Shows the progress that the command would show; the engine is only read. */
export async function rehearse(
  context: CommandContext,
  project: Project | NamedProject,
  services: readonly string[],
  { doing, done, title, states }: Rehearsal,
): Promise<number> {
  await operate(context, project, { title }, async (operation, orchestrator) => {
    const rows = await orchestrator.ps({ ...operation, services: [...services], all: true });
    const affected = rows.filter((row) => !row.oneOff && states.includes(row.state));
    const moments = [...(doing === undefined ? [] : [['working', doing] as const]), ['done', done] as const];
    for (const [state, statusText] of moments) {
      for (const { name } of affected)
        operation.onEvent({
          kind: 'progress',
          resource: 'container',
          id: `Container ${name}`,
          state,
          text: '',
          statusText,
        });
    }
  });
  return 0;
}

/** One line about something that would be done, on standard output as Docker Compose writes it. */
export function announce(context: CommandContext, text: string): void {
  context.stdout.write(`${dryRunPrefix}${text}\n`);
}
