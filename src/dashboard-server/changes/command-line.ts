/** Command lines that do what a button does: to read and to copy; never run from here. */
import { basename } from 'node:path';
import type { LoadedProject } from '../project/project-files.ts';
import type { PlanContext } from './planned.ts';

/** A word as a shell reads it; control characters of hostile names are visible, and harmless when pasted. */
export function quoteWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(word)) return `'${word.replaceAll("'", `'\\''`)}'`;
  const escaped = word
    .replaceAll('\\', '\\\\')
    .replaceAll("'", String.raw`\'`)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeCharacter);
  return `$'${escaped}'`;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

export function commandLine(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

/** Commands that need the files; the others find what runs by the project's name. */
const needFiles = new Set(['up', 'build', 'pull']);

/** `tutti` with the flags that lead to this engine and project from the folder where the dashboard was started. */
export function commandWords(
  context: PlanContext,
  { source, project }: LoadedProject,
  name: string,
  words: readonly string[],
): string[] {
  const { settings } = context;
  const here = settings.project === name && (settings.load?.files?.length ?? 0) === 0;
  const verb = words.find((word) => !word.startsWith('-')) ?? '';
  const files = needFiles.has(verb) ? (project?.composeFiles ?? source?.files ?? []) : [];
  const flags = here
    ? []
    : [
        ...(files.length > 0 && basename(source?.folder ?? '') === name ? [] : ['-p', name]),
        ...files.flatMap((file) => ['-f', file]),
      ];
  return ['tutti', ...engineFlags(context), ...flags, ...words];
}

/** Nothing for the engine that the command line chose. */
function engineFlags({ live }: PlanContext): string[] {
  const { known } = live;
  const { engine, context, host } = known.choice;
  if (live.isChosen) return [];
  if (engine) return ['--engine', engine];
  if (context) return ['--context', context];
  return ['-H', host ?? known.address];
}

/** For what belongs to no project, the docker client's commands. */
export function dockerWords({ live }: PlanContext, words: readonly string[]): string[] {
  const standard = live.known.address === 'unix:///var/run/docker.sock';
  return ['docker', ...(standard ? [] : ['-H', live.known.address]), ...words];
}
