import { integer } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { rehearse } from '../dry-run.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { projectOrName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  details: 'The containers stay, and can be started again with "start" or "up".',
  flags: {
    timeout: integer('Wait so many seconds for a container to stop before killing it', { short: 't' }),
  },
  async run(context, flags, services) {
    const project = await projectOrName(context, services);
    if (context.options.dryRun)
      return rehearse(context, project, services, {
        doing: 'Stopping',
        done: 'Stopped',
        title: 'Stopping',
        states: ['running', 'paused', 'restarting'],
      });
    const options = given({ services: [...services], timeout: flags.timeout });
    await operate(context, project, { title: 'Stopping' }, (operation, orchestrator) =>
      orchestrator.stop({ ...operation, ...options }),
    );
    return 0;
  },
});
