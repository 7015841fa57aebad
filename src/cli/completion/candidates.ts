/** What may follow on a command line; made from the commands' declarations. */
import { type Flag, type Flags, type Names, toggle } from '../args/flag.ts';
import { type CatalogEntry, findCommand } from '../catalog.ts';
import type { Completes } from '../command.ts';
import { dryRunFlag, globalFlags } from '../global-flags.ts';

export interface Candidate {
  word: string;
  about?: string;
}

export interface Completion {
  candidates: Candidate[];
  /** The shell shall offer files, too. */
  files: boolean;
  /** More of the same word follows: the shell shall put no blank. */
  open: boolean;
}

/** Names that begin with what is typed are chosen by who asks. */
type Lookup = (of: Names) => Promise<string[]>;

/** @param words after the program's name; the last one is being typed and may be empty */
export async function complete(
  words: readonly string[],
  names: (of: Names, globals: readonly string[]) => Promise<string[]>,
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
  const known = before.slice(0, found.words === 0 && waiting !== undefined ? globals - 1 : globals);
  const lookup: Lookup = (of) => names(of, known);
  if (waiting !== undefined) return valuesOf(waiting, typed, lookup);
  const assigned = /^--([\w-]+)=(.*)$/.exec(typed);
  if (assigned !== null) {
    const completion = await valuesOf(flags[assigned[1] ?? ''], assigned[2] ?? '', lookup);
    const candidates = completion.candidates.map((each) => ({
      ...each,
      word: `--${assigned[1]}=${each.word}`,
    }));
    return { ...completion, candidates };
  }
  if (typed.startsWith('-')) return offer(flagCandidates(flags, typed));
  if (command === undefined) return offer(commandCandidates(found.entry, typed));
  const stops = command.stopAtFirstArgument && leadingFlags(rest, flags) < rest.length;
  return argumentsOf(stops ? 'files' : command.completes, typed, lookup);
}

function offer(candidates: Candidate[], more: Partial<Completion> = {}): Completion {
  return { candidates, files: false, open: false, ...more };
}

async function argumentsOf(what: Completes, typed: string, lookup: Lookup): Promise<Completion> {
  const begun = (words: readonly string[]): Candidate[] => startingWith(words, typed);
  const services = async (end: string): Promise<Candidate[]> =>
    begun((await lookup('services')).map((name) => name + end));
  if (typeof what !== 'string') return offer(begun(what));
  switch (what) {
    case 'nothing':
      return offer([]);
    case 'files':
      return offer([], { files: true });
    case 'scales':
      return offer(await services('='), { open: true });
    case 'paths':
      return offer(await services(':'), { files: true, open: true });
    default:
      return offer(begun(await lookup(what)));
  }
}

function startingWith(words: readonly string[], typed: string): Candidate[] {
  return words.filter((word) => word.startsWith(typed)).map((word) => ({ word }));
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

async function valuesOf(flag: Flag<unknown> | undefined, typed: string, lookup: Lookup): Promise<Completion> {
  if (flag?.names !== undefined) return offer(startingWith(await lookup(flag.names), typed));
  const isFree = flag !== undefined && flag.choices === undefined && flag.valueName !== 'int';
  return offer(startingWith(flag?.choices ?? [], typed), { files: isFree });
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
