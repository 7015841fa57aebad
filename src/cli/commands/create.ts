import { type Command, defineCommand } from '../command.ts';
import { createFlags, createOptions } from '../create-flags.ts';
import { operate } from '../operation.ts';
import { loadSelected } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  flags: createFlags,
  async run(context, flags, services) {
    const project = await loadSelected(context, services);
    const options = createOptions(context, flags, project);
    await operate(context, project, { title: 'Creating' }, (operation, orchestrator) =>
      orchestrator.create({ ...operation, ...options, services: [...services] }),
    );
    return 0;
  },
});
