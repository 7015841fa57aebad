import { parseLine } from '../args/parse.ts';
import { type Command, defineCommand } from '../command.ts';
import { complete } from '../completion/candidates.ts';
import { type CommandContext, withOptions } from '../context.ts';
import { globalFlags } from '../global-flags.ts';
import { type GlobalValues, globalOptions } from '../global-options.ts';
import { loadSelected } from '../project.ts';

/**
 * Called by completion scripts with the words up to the cursor; prints `word<TAB>about` and `:files`. The docker client's scripts say
 * `compose` first, and end with cobra's directive instead: 0 offers files too, 4 does not.
 */
export const command: Command = defineCommand({
  usage: '[WORD...]',
  flags: {},
  stopAtFirstArgument: true,
  completes: 'nothing',
  async run(context, _flags, words) {
    const isForClient = words[0] === 'compose';
    const own = isForClient ? words.slice(1) : words;
    const { candidates, files } = await complete(own, (globals) => serviceNames(context, globals));
    const lines = candidates.map(({ word, about }) => (about === undefined ? word : `${word}\t${about}`));
    if (isForClient) lines.push(files ? ':0' : ':4');
    else if (files) lines.push(':files');
    context.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return 0;
  },
});

/** Files that cannot be loaded have no services to offer; the command itself will say what is wrong. */
async function serviceNames(context: CommandContext, globals: readonly string[]): Promise<string[]> {
  try {
    const { values, given } = parseLine(globals, globalFlags);
    const options = globalOptions(values as unknown as GlobalValues, given, context.env, context.cwd);
    const quiet = { warn: () => undefined };
    const project = await loadSelected(withOptions(context, options), [], quiet);
    return Object.keys(project.services).sort();
  } catch {
    return [];
  }
}
