import { toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { operate } from '../operation.ts';
import { loadSelected } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  flags: {
    'ignore-push-failures': toggle('Push what can be pushed, and go on past failures'),
    'include-deps': toggle('Push images of dependencies too'),
    quiet: toggle('Show no progress', { short: 'q' }),
  },
  async run(context, flags, services) {
    const project = await loadSelected(context, services);
    await operate(context, project, { title: 'Pushing', quiet: flags.quiet }, (operation, orchestrator) =>
      orchestrator.push({
        ...operation,
        services: [...services],
        ignorePushFailures: flags['ignore-push-failures'],
        includeDeps: flags['include-deps'],
        quiet: flags.quiet,
      }),
    );
    return 0;
  },
});
