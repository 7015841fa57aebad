/** What may follow on a command line; made from the commands' declarations. */
import { type Flag, type Flags, toggle } from '../args/flag.ts';
import { type CatalogEntry, findCommand } from '../catalog.ts';
import { dryRunFlag, globalFlags } from '../global-flags.ts';

export interface Candidate {
  word: string;
  about?: string;
}

export interface Completion {
  candidates: Candidate[];
  /** The shell shall offer files, too. */
  files: boolean;
}

/** @param words after the program's name; the last one is being typed and may be empty */
export async function complete(
  words: readonly string[],
  names: (of: 'services' | 'projects', globals: readonly string[]) => Promise<string[]>,
): Promise<Completion> {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const globals = leadingFlags(before, globalFlags);
  const found = findCommand(before.slice(globals));
  const rest = before.slice(globals + found.words);
  const command = await found.entry.load?.();
  const flags: Flags =
    command === undefined
      ? found.words === 0
        ? globalFlags
        : { 'dry-run': dryRunFlag }
      : { 'dry-run': dryRunFlag, ...command.flags };
  const waiting = flagThatWaits(command === undefined ? before : rest, flags);
  if (waiting !== undefined) return valuesOf(waiting, typed);
  const assigned = /^--([\w-]+)=(.*)$/.exec(typed);
  if (assigned !== null) {
    const { candidates, files } = valuesOf(flags[assigned[1] ?? ''], assigned[2] ?? '');
    return {
      files,
      candidates: candidates.map((each) => ({ ...each, word: `--${assigned[1]}=${each.word}` })),
    };
  }
  if (typed.startsWith('-')) return { candidates: flagCandidates(flags, typed), files: false };
  if (command === undefined) return { candidates: commandCandidates(found.entry, typed), files: false };
  const stops = command.stopAtFirstArgument && leadingFlags(rest, flags) < rest.length;
  if (stops || command.completes === 'files') return { candidates: [], files: true };
  if (command.completes === 'nothing') return { candidates: [], files: false };
  const offered = await names(command.completes, before.slice(0, globals));
  return { candidates: startingWith(offered, typed).map((word) => ({ word })), files: false };
}

function startingWith(words: readonly string[], typed: string): string[] {
  return words.filter((word) => word.startsWith(typed));
}

function commandCandidates(group: CatalogEntry, typed: string): Candidate[] {
  return (group.commands ?? [])
    .filter((entry) => !entry.unlisted && entry.name.startsWith(typed))
    .map((entry) => ({ word: entry.name, about: entry.summary }));
}

function flagCandidates(flags: Flags, typed: string): Candidate[] {
  return Object.entries({ ...flags, help: toggle('Show what the command does') })
    .filter(([name, flag]) => !flag.hidden && `--${name}`.startsWith(typed))
    .map(([name, flag]) => ({ word: `--${name}`, about: flag.about }))
    .sort((a, b) => (a.word < b.word ? -1 : 1));
}

function valuesOf(flag: Flag<unknown> | undefined, typed: string): Completion {
  const choices = startingWith(flag?.choices ?? [], typed).map((word) => ({ word }));
  return { candidates: choices, files: flag !== undefined && flag.choices === undefined };
}

/** How many words at the beginning are flags with their values. */
function leadingFlags(words: readonly string[], flags: Flags): number {
  let index = 0;
  while (index < words.length && words[index]?.startsWith('-')) {
    index += takesNext(words[index] ?? '', flags) === undefined ? 1 : 2;
  }
  return Math.min(index, words.length);
}

/** The flag at the end whose value is being typed. */
function flagThatWaits(words: readonly string[], flags: Flags): Flag<unknown> | undefined {
  return takesNext(words.at(-1) ?? '', flags);
}

function takesNext(word: string, flags: Flags): Flag<unknown> | undefined {
  const long = /^--([\w-]+)$/.exec(word)?.[1];
  const short = /^-(\w)$/.exec(word)?.[1];
  const flag = Object.entries(flags).find(
    ([name, each]) => name === long || (short !== undefined && each.short === short),
  )?.[1];
  return flag === undefined || flag.isSwitch ? undefined : flag;
}
