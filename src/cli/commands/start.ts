import { integer, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { rehearse } from '../dry-run.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { projectOrName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  details: 'Starts containers that were created or stopped; "up" also creates them.',
  flags: {
    wait: toggle('Return when all services run or are healthy'),
    'wait-timeout': integer('Wait at most so many seconds'),
  },
  async run(context, flags, services) {
    const project = await projectOrName(context, services);
    if (context.options.dryRun)
      return rehearse(context, project, services, {
        doing: 'Starting',
        done: 'Started',
        title: 'Running',
        states: ['created', 'exited', 'dead'],
      });
    const options = given({ services: [...services], wait: flags.wait, waitTimeout: flags['wait-timeout'] });
    await operate(context, project, { title: 'Running' }, (operation, orchestrator) =>
      orchestrator.start({ ...operation, ...options }),
    );
    return 0;
  },
});
