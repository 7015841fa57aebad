import { UserError } from '../../shared/index.ts';
import { exactly } from '../args/arguments.ts';
import { integer, toggle } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { projectName } from '../project.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] SERVICE:SRC_PATH DEST_PATH|-',
  moreUsage: ['[OPTIONS] SRC_PATH|- SERVICE:DEST_PATH'],
  details: 'With - a tar archive is written to standard output, or read from standard input.',
  flags: {
    all: toggle('Containers of "run" too'),
    archive: toggle('Keep owners and groups', { short: 'a' }),
    'follow-link': toggle('Follow symbolic links of the source', { short: 'L' }),
    index: integer("Which of the service's containers, from 1"),
  },
  args: exactly(2),
  completes: 'paths',
  async run(context, flags, [source = '', destination = '']) {
    if (source === '') throw new UserError('usage', 'source can not be empty');
    if (destination === '') throw new UserError('usage', 'destination can not be empty');
    const project = await projectName(context);
    const options = given({
      source,
      destination,
      all: flags.all,
      archive: flags.archive,
      followLink: flags['follow-link'],
      index: flags.index || undefined,
      stdin: source === '-' ? (context.stdin as AsyncIterable<Uint8Array>) : undefined,
      stdout: destination === '-' ? write : undefined,
    });
    async function write(chunk: Uint8Array): Promise<void> {
      context.stdout.write(chunk);
      await context.stdout.drained();
    }
    await operate(context, project, { title: 'Copying' }, (operation, orchestrator) =>
      orchestrator.copy({ ...operation, source, destination, ...options }),
    );
    return 0;
  },
});
