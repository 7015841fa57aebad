import { resolve } from 'node:path';
import { exactly } from '../../args/arguments.ts';
import { textOr } from '../../args/flag.ts';
import { type Command, defineCommand } from '../../command.ts';
import { announce } from '../../dry-run.ts';
import { operate } from '../../operation.ts';

export const command: Command = defineCommand({
  usage: '[OPTION] PATH',
  details: "Writes an image's templates and a Dockerfile into a new folder: change them, and build your own.",
  flags: {
    from: textOr('docker/compose-bridge-kubernetes', 'The image to begin with', { short: 'f' }),
  },
  args: exactly(1),
  completes: 'files',
  async run(context, flags, [path = '']) {
    const folder = resolve(context.cwd, path);
    if (context.options.dryRun) {
      announce(context, `Copying the templates of ${flags.from} to ${folder}`);
      return 0;
    }
    await operate(context, { name: '' }, { title: 'Creating' }, (operation, orchestrator) =>
      orchestrator.createTransformer({ ...operation, folder, from: flags.from }),
    );
    context.stdout.write(`Transformer created in ${JSON.stringify(folder)}\n`);
    return 0;
  },
});
