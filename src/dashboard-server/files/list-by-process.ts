/** What is in a folder, by programs of the container's own: where the engine would send all that lies below it. */
import { randomUUID } from 'node:crypto';
import type { FileEntry } from '../../dashboard-api/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { isFileThere } from './is-file-there.ts';
import { kindOfMode } from './kinds.ts';

/** In GNU's findutils and coreutils, and in busybox, which nearly all images have. */
const programs = { find: ['/usr/bin/find', '/bin/find'], stat: ['/usr/bin/stat', '/bin/stat'] };

/** Of one entry, in the words of `stat -c`: raw mode, size, user, group, time, name. */
const fields = '%f %s %u %g %Y %n';

/**
 * Undefined where it cannot be done so: the container does not run or has no such programs. They are run without a shell and as root, as
 * the engine itself would read; names are told apart by a mark that no name can know.
 */
export async function listByProcess(
  id: string,
  path: string,
  live: LiveEngine,
  signal: AbortSignal,
): Promise<FileEntry[] | undefined> {
  if (live.model.facts(id)?.status !== 'running') return undefined;
  const [find, stat] = await Promise.all([
    firstThere(programs.find, id, live, signal),
    firstThere(programs.stat, id, live, signal),
  ]);
  if (find === undefined || stat === undefined) return undefined;
  const mark = `<${randomUUID()}>`;
  const only = ['-mindepth', '1', '-maxdepth', '1'];
  const command = [find, path, ...only, '-exec', stat, '-c', `${mark}${fields}`, '{}', '+'];
  const { outputOfProcess } = await import('../../orchestrator/index.ts');
  const seen = await outputOfProcess({ client: live.client, signal }, id, command, '0:0');
  return 'missing' in seen ? undefined : entriesIn(seen.value, mark);
}

/** Undefined for what is none of `stat`'s words: another program may be called so. */
export function entriesIn(output: string, mark: string): FileEntry[] | undefined {
  const [before = '', ...told] = output.split(mark);
  const entries = told.map(entryOf);
  return before !== '' || entries.includes(undefined) ? undefined : (entries as FileEntry[]);
}

function entryOf(text: string): FileEntry | undefined {
  const match = /^([0-9a-f]+) (\d+) (\d+) (\d+) (-?\d+) (.*)\n$/s.exec(text);
  if (match === null) return undefined;
  const [, mode = '', size, user, group, modified, path = ''] = match;
  const bits = Number.parseInt(mode, 16);
  const kind = kindOfMode(bits);
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    kind,
    size: kind === 'file' ? Number(size) : 0,
    mode: bits & 0o777,
    user: Number(user),
    group: Number(group),
    modified: Number(modified) * 1_000,
  };
}

async function firstThere(
  paths: readonly string[],
  id: string,
  { client }: LiveEngine,
  signal: AbortSignal,
): Promise<string | undefined> {
  const there = await Promise.all(paths.map((path) => isFileThere(id, path, client, signal)));
  return paths.find((_path, index) => there[index]);
}
