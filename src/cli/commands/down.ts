import { UserError } from '../../shared/index.ts';
import { integer, text, toggle, tristate } from '../args/flag.ts';
import { isTruthy } from '../args/values.ts';
import { type Command, defineCommand } from '../command.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { environmentOf, projectOrName } from '../project.ts';
import { showPlan } from '../show-plan.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICES]',
  details: 'Named volumes and images are kept, unless --volumes and --rmi say otherwise.',
  flags: {
    'remove-orphans': tristate('Remove containers of services that the files no longer have, too'),
    rmi: text('Remove images too: "all", or "local" for those that have no name of their own in the files', {
      choices: ['local', 'all'],
    }),
    timeout: integer('Wait so many seconds for a container to stop before killing it', { short: 't' }),
    volumes: toggle('Remove the volumes that the files declare, and anonymous ones', {
      short: 'v',
      aliases: ['volume'],
    }),
  },
  async run(context, flags, services) {
    const rmi = imagesToRemove(flags.rmi);
    const project = await projectOrName(context, services);
    const options = given({
      services: [...services],
      removeOrphans:
        flags['remove-orphans'] ?? isTruthy(environmentOf(context, project)['COMPOSE_REMOVE_ORPHANS']),
      volumes: flags.volumes,
      rmi,
      timeout: flags.timeout,
    });
    if (context.options.dryRun)
      return showPlan(context, project, (operation, orchestrator) =>
        orchestrator.planDown({ ...operation, ...options }),
      );
    await operate(context, project, { title: 'Running' }, (operation, orchestrator) =>
      orchestrator.down({ ...operation, ...options }),
    );
    return 0;
  },
});

function imagesToRemove(rmi: string | undefined): 'all' | 'local' | undefined {
  if (rmi === undefined || rmi === '') return undefined;
  if (rmi === 'all' || rmi === 'local') return rmi;
  throw new UserError('usage', `invalid value for --rmi: ${JSON.stringify(rmi)}`, {
    hint: 'It is "local" (images without a name of their own) or "all".',
  });
}
