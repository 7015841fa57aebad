import { UserError } from '../../shared/index.ts';
import { atLeast } from '../args/arguments.ts';
import { toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { operate } from '../operation.ts';
import { loadSelected } from '../project.ts';
import { showPlan } from '../show-plan.ts';

export const command: Command = defineCommand({
  usage: '[SERVICE=REPLICAS...]',
  flags: { 'no-deps': toggle('Leave the services alone that they depend on') },
  args: atLeast(1),
  completes: 'scales',
  async run(context, flags, args) {
    const numbers = Object.fromEntries(args.map(parse));
    const project = await loadSelected(context, Object.keys(numbers));
    if (context.options.dryRun)
      return showPlan(context, project, (operation, orchestrator) =>
        orchestrator.plan({
          ...operation,
          scale: numbers,
          services: Object.keys(numbers),
          noDeps: flags['no-deps'],
        }),
      );
    await operate(context, project, { title: 'Running' }, (operation, orchestrator) =>
      orchestrator.scale({ ...operation, scale: numbers, noDeps: flags['no-deps'] }),
    );
    return 0;
  },
});

function parse(argument: string): [string, number] {
  const [service = '', number = ''] = argument.split(/=(.*)/s);
  if (service === '' || number === '') throw new UserError('usage', `invalid scale specifier: ${argument}`);
  if (!/^[+-]?\d+$/.test(number))
    throw new UserError('usage', `invalid scale specifier: can't parse replica value as int: ${argument}`);
  if (Number(number) < 0)
    throw new UserError('usage', `invalid scale specifier: fewer than none: ${argument}`);
  return [service, Number(number)];
}
