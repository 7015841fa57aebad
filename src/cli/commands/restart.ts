import { integer, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { rehearse } from '../dry-run.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { projectOrName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  details: 'Changes of the Compose files take effect with "up", not with "restart".',
  flags: {
    'no-deps': toggle('Leave services alone that depend on the named ones'),
    timeout: integer('Wait so many seconds for a container to stop before killing it', { short: 't' }),
  },
  async run(context, flags, services) {
    const project = await projectOrName(context, []);
    if (context.options.dryRun)
      return rehearse(context, project, services, {
        doing: 'Restarting',
        done: 'Started',
        title: 'Restarting',
        states: ['running', 'paused', 'restarting', 'created', 'exited'],
      });
    const options = given({ services: [...services], noDeps: flags['no-deps'], timeout: flags.timeout });
    await operate(context, project, { title: 'Restarting' }, (operation, orchestrator) =>
      orchestrator.restart({ ...operation, ...options }),
    );
    return 0;
  },
});
