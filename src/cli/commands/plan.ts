import { textOr, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { stdoutHasAnsi, withOptions } from '../context.ts';
import { createFlags, createOptions } from '../create-flags.ts';
import { operate } from '../operation.ts';
import { planText } from '../output/plan-text.ts';
import { loadSelected } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  details:
    'Shows what "up" would do and why, field by field, and changes nothing. Secrets are not shown. ' +
    'Exit code: 0 when nothing changes, 2 when something does; that a provider is asked again is no change.',
  flags: {
    ...createFlags,
    format: textOr('text', 'How to print it: "text" or "json"', { choices: ['text', 'json'] }),
    'no-deps': toggle('Leave the services alone that the named ones depend on'),
  },
  async run(context, flags, services) {
    const project = await loadSelected(context, services);
    const reading = withOptions(context, { dryRun: true });
    const options = {
      ...createOptions(context, flags, project),
      services: [...services],
      noDeps: flags['no-deps'],
    };
    const report = await operate(reading, project, { title: 'Planning' }, (operation, orchestrator) =>
      orchestrator.plan({ ...operation, ...options }),
    );
    const text =
      flags.format === 'json'
        ? `${JSON.stringify(report, null, 2)}\n`
        : planText(report, stdoutHasAnsi(context));
    context.stdout.write(text);
    return report.steps.every(({ change }) => change === false) ? 0 : 2;
  },
});
