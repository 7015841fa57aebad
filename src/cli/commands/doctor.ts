import type { UnsetVariable } from '../../orchestrator/index.ts';
import { textOr } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { type CommandContext, stdoutHasAnsi } from '../context.ts';
import { operate } from '../operation.ts';
import { doctorText } from '../output/doctor-text.ts';
import { loadOptions, projectOrName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  details:
    'Examines the containers of a project, running or not, and says what is wrong with them and what to do. Changes nothing; ' +
    'looks into running containers with "cat" and "df". Exit code: 0 when nothing was found, 1 when something was.',
  flags: {
    format: textOr('text', 'How to print it: "text" or "json"', { choices: ['text', 'json'] }),
  },
  async run(context, flags, services) {
    const unset: UnsetVariable[] = [];
    const project = await projectOrName(context, [], { warn: collectUnset(context, unset) });
    const report = await operate(context, project, { title: 'Examining' }, (operation, orchestrator) =>
      orchestrator.doctor({ ...operation, services: [...services], unset }),
    );
    const text =
      flags.format === 'json'
        ? `${JSON.stringify(report, null, 2)}\n`
        : doctorText(report, project.name, stdoutHasAnsi(context));
    context.stdout.write(text);
    return report.findings.length === 0 ? 0 : 1;
  },
});

/** Variables that are not set become findings; other warnings are told as ever. */
function collectUnset(
  context: CommandContext,
  found: UnsetVariable[],
): NonNullable<ReturnType<typeof loadOptions>['warn']> {
  const { warn } = loadOptions(context);
  return (warning) => {
    if (warning.unset === undefined) warn?.(warning);
    else found.push({ ...warning.unset, ...(warning.position ? { position: warning.position } : {}) });
  };
}
