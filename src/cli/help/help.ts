/** The text of `--help`, in the layout of Docker's programs. */
import type { Flag, Flags } from '../args/flag.ts';
import type { CatalogEntry } from '../catalog.ts';
import type { Command } from '../command.ts';
import { wrap } from './wrap.ts';

/** Of one command; `name` is the whole command: `tutti up`. */
export function commandHelp(
  name: string,
  summary: string,
  command: Command,
  flags: Flags,
  columns: number,
): string {
  const forms = [command.usage, ...command.moreUsage].map((usage) => `${name} ${usage}`.trimEnd());
  const sections = [`Usage:  ${forms.join('\n        ')}`, summary];
  if (command.details !== undefined) sections.push(wrap(command.details, columns).join('\n'));
  const options = optionLines(flags, columns);
  if (options.length > 0) sections.push(['Options:', ...options].join('\n'));
  return `${sections.join('\n\n')}\n`;
}

/** Of the program or of a group of commands. */
export function groupHelp(name: string, group: CatalogEntry, flags: Flags, columns: number): string {
  const listed = (group.commands ?? []).filter((entry) => !entry.unlisted);
  const width = Math.max(...listed.map((entry) => entry.name.length)) + 2;
  const list = (entries: readonly CatalogEntry[]): string[] =>
    entries.map((entry) => `  ${entry.name.padEnd(width)}${entry.summary}`);
  const groups = listed.filter((entry) => entry.commands !== undefined);
  const commands = listed.filter((entry) => entry.commands === undefined);
  const sections = [`Usage:  ${name} [OPTIONS] COMMAND`, wrap(group.summary, columns).join('\n')];
  const options = optionLines(flags, columns);
  if (options.length > 0) sections.push(['Options:', ...options].join('\n'));
  if (groups.length > 0) sections.push(['Groups of commands:', ...list(groups)].join('\n'));
  if (commands.length > 0) sections.push(['Commands:', ...list(commands)].join('\n'));
  sections.push(`Run '${name} COMMAND --help' for more about a command.`);
  return `${sections.join('\n\n')}\n`;
}

function optionLines(flags: Flags, columns: number): string[] {
  const shown = Object.entries(flags)
    .filter(([, flag]) => !flag.hidden)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, flag]) => ({ head: head(name, flag), text: description(flag) }));
  const indent = Math.max(0, ...shown.map(({ head }) => head.length)) + 3;
  const width = Math.max(24, columns - indent);
  return shown.flatMap(({ head, text }) => {
    const [first = '', ...rest] = wrap(text, width);
    return [head.padEnd(indent) + first, ...rest.map((line) => ' '.repeat(indent) + line)];
  });
}

function head(name: string, flag: Flag<unknown>): string {
  const start = flag.short === undefined ? '      ' : `  -${flag.short}, `;
  return `${start}--${name}${flag.valueName === undefined ? '' : ` ${flag.valueName}`}`;
}

function description(flag: Flag<unknown>): string {
  return flag.defaultText === undefined ? flag.about : `${flag.about} (default ${flag.defaultText})`;
}
