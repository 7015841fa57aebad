import { toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { statusOutput } from '../context.ts';
import { rehearse } from '../dry-run.ts';
import { operate } from '../operation.ts';
import { projectOrName } from '../project.ts';
import { confirm } from '../terminal/prompt.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  details: 'Removes stopped containers. Networks, and volumes that have a name, are kept.',
  flags: {
    all: toggle('Deprecated, without effect', { short: 'a', hidden: true }),
    force: toggle('Do not ask', { short: 'f' }),
    stop: toggle('Stop the containers first', { short: 's' }),
    volumes: toggle('Remove their anonymous volumes too', { short: 'v' }),
  },
  async run(context, flags, services) {
    const project = await projectOrName(context, services);
    if (context.options.dryRun)
      return rehearse(context, project, services, {
        doing: 'Removing',
        done: 'Removed',
        title: 'Removing',
        states: ['created', 'exited', 'dead'],
      });
    let found = false;
    const ask = async (containers: string[]): Promise<boolean> => {
      found = containers.length > 0;
      const question = `Going to remove ${containers.join(', ')}`;
      if (!flags.force) return confirm(context, question, false);
      context.stdout.write(`${question}\n`);
      return true;
    };
    await operate(context, project, { title: 'Removing' }, (operation, orchestrator) =>
      orchestrator.remove({
        ...operation,
        services: [...services],
        stop: flags.stop,
        volumes: flags.volumes,
        force: flags.force,
        confirm: ask,
      }),
    );
    if (!found) statusOutput(context).write('No stopped containers\n');
    return 0;
  },
});
