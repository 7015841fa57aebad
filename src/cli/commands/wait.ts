import type { Project } from '../../compose-file/index.ts';
import type { NamedProject } from '../../orchestrator/index.ts';
import { UserError } from '../../shared/index.ts';
import { toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { rehearse } from '../dry-run.ts';
import { operate } from '../operation.ts';
import { projectOrName } from '../project.ts';
import { showPlan } from '../show-plan.ts';

export const command: Command = defineCommand({
  usage: 'SERVICE [SERVICE...] [OPTIONS]',
  details: 'Ends with the exit code of the container that ended last.',
  flags: {
    'down-project': toggle('Take the project down when the first container has ended'),
  },
  args(args, name) {
    if (args.length === 0) throw new UserError('usage', `'${name}' requires at least 1 argument`);
  },
  async run(context, flags, services) {
    const project = await projectOrName(context);
    if (context.options.dryRun) return rehearseWait(context, project, services, flags['down-project']);
    return operate(context, project, { title: 'Running' }, async (operation, orchestrator) => {
      let last = 0;
      const options = { ...operation, services: [...services], downProject: flags['down-project'] };
      for await (const { containerId, exitCode } of orchestrator.wait(options)) {
        context.stdout.write(`container "${containerId}" exited with status code ${exitCode}\n`);
        last = exitCode;
      }
      return last;
    });
  },
});

async function rehearseWait(
  context: CommandContext,
  project: Project | NamedProject,
  services: readonly string[],
  takesDown: boolean,
): Promise<number> {
  const states = ['running', 'paused', 'restarting'] as const;
  await rehearse(context, project, services, { doing: 'Waiting', done: 'Exited', title: 'Waiting', states });
  if (!takesDown) return 0;
  return showPlan(context, project, (operation, orchestrator) =>
    orchestrator.planDown({ ...operation, removeOrphans: true }),
  );
}
