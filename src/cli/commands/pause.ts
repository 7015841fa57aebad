import { type Command, defineCommand } from '../command.ts';
import { rehearse } from '../dry-run.ts';
import { operate } from '../operation.ts';
import { projectOrName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[SERVICE...]',
  flags: {},
  async run(context, _flags, services) {
    const project = await projectOrName(context, services);
    if (context.options.dryRun)
      return rehearse(context, project, services, {
        done: 'Paused',
        title: 'Pausing',
        states: ['running'],
      });
    await operate(context, project, { title: 'Pausing' }, (operation, orchestrator) =>
      orchestrator.pause({ ...operation, services: [...services] }),
    );
    return 0;
  },
});
