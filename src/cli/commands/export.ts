import { open } from 'node:fs/promises';
import { UserError } from '../../shared/index.ts';
import { atLeast } from '../args/arguments.ts';
import { integer, text } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { projectName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] SERVICE',
  flags: {
    index: integer("Which of the service's containers, from 1"),
    output: text('Write to this file instead of standard output', { short: 'o' }),
  },
  args: atLeast(1),
  async run(context, flags, [service = '']) {
    if (flags.output === undefined && context.stdout.isTerminal)
      throw new UserError('usage', 'output option is required when exporting to terminal');
    const project = await projectName(context);
    const options = given({ index: flags.index || undefined });
    const toFile = flags.output !== undefined && !context.options.dryRun;
    const file = toFile ? await open(flags.output, 'w') : undefined;
    try {
      const write = async (chunk: Uint8Array): Promise<void> => {
        if (file === undefined) {
          context.stdout.write(chunk);
          await context.stdout.drained();
        } else {
          await file.writeFile(chunk);
        }
      };
      await operate(context, project, { title: 'Exporting' }, (operation, orchestrator) =>
        orchestrator.exportContainer({ ...operation, ...options, service, write }),
      );
    } finally {
      await file?.close();
    }
    return 0;
  },
});
