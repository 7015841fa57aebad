import { UserError } from '../../shared/index.ts';
import { toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { operate } from '../operation.ts';
import { projectOrName } from '../project.ts';

export const command: Command = defineCommand({
  usage: 'SERVICE [SERVICE...] [OPTIONS]',
  dryRun: 'refused',
  details: 'Ends with the exit code of the container that ended last.',
  flags: {
    'down-project': toggle('Take the project down when the first container has ended'),
  },
  args(args, name) {
    if (args.length === 0) throw new UserError('usage', `'${name}' requires at least 1 argument`);
  },
  async run(context, flags, services) {
    const project = await projectOrName(context);
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
