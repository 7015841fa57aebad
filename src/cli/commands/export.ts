import { existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../../shared/index.ts';
import { atLeast } from '../args/arguments.ts';
import { integer, text } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { projectName } from '../project.ts';
import { checkReplaceable } from '../replaceable.ts';

type Write = (chunk: Uint8Array) => Promise<void>;

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
    const options = given({ index: flags.index || undefined, output: flags.output });
    const work = (write: Write): Promise<void> =>
      operate(context, project, { title: 'Exporting' }, (operation, orchestrator) =>
        orchestrator.exportContainer({ ...operation, ...options, service, write }),
      );
    if (flags.output === undefined) await work((chunk) => toStandardOutput(context, chunk));
    else await intoFile(context, flags.output, work);
    return 0;
  },
});

async function toStandardOutput({ stdout }: CommandContext, chunk: Uint8Array): Promise<void> {
  stdout.write(chunk);
  await stdout.drained();
}

/** Half an archive never has the name that was asked for; nobody else can read what containers hold. */
async function intoFile(
  context: CommandContext,
  output: string,
  work: (write: Write) => Promise<void>,
): Promise<void> {
  const path = resolve(context.cwd, output);
  if (!existsSync(dirname(path))) {
    const message = `failed to export container: invalid output path: directory ${JSON.stringify(dirname(output))} does not exist`;
    throw new UserError('output-folder-missing', message);
  }
  checkReplaceable(path, output);
  if (context.options.dryRun) return work(() => Promise.resolve());
  const draft = `${path}.${crypto.randomUUID()}`;
  const file = await openDraft(draft);
  try {
    await work((chunk) => file.writeFile(chunk));
    await file.close();
    await rename(draft, path);
  } catch (error) {
    await file.close();
    await rm(draft, { force: true });
    throw error;
  }
}

async function openDraft(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    const { message } = error as Error;
    throw new UserError('output-not-writable', `failed to export container: ${message}`, { cause: error });
  }
}
