import type { FileCalls, FileChange, FileEntry, FileListing } from '../../dashboard-api/index.ts';
import type { TuttiFolderEntry } from '../../engine-api/index.ts';
import type { TarEntry } from '../../orchestrator/index.ts';
import { UserError } from '../../shared/index.ts';
import { containerOf } from '../container/container-of.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import type { CallHandler } from '../registry.ts';
import { kindOfMode } from './kinds.ts';
import { listByProcess } from './list-by-process.ts';
import { openPath } from './open-path.ts';
import type { OpenedFiles } from './opened-files.ts';
import { nameIn } from './paths.ts';

/** Bytes that are read for one list at most: engines send everything below a folder with it. */
const readAtMost = 4 * 1024 ** 3;

/** Entries that are shown of one folder. */
const shownAtMost = 20_000;

/** Bytes between two words of progress. */
const progressEvery = 16 * 1024 ** 2;

export const listFiles: CallHandler<FileCalls['files.list']>['run'] = async (
  { of, path },
  context,
  progress,
) => {
  const { signal } = context;
  await using opened = await openPath(of, path, context);
  const { files, clean, stat } = opened;
  if (!stat.isFolder) throw new UserError('not-a-folder', `${clean} is no folder`);
  const live = await context.engine();
  const read = (): Promise<FileListing> =>
    readFolder(files, clean, signal, (bytes) => progress({ read: bytes }));
  // Before what was opened for it is closed.
  if (!('container' in of)) return await read();
  const isFree = context.settings.readOnly || (await live.client.offers('containers/files'));
  const listing =
    (isFree ? undefined : await listInside(of.container, clean, live, files, signal)) ?? (await read());
  const changes = await changesOf(of.container, live, signal);
  const changed = new Map(changes.map((each) => [each.path, each.change]));
  const prefix = clean === '/' ? '/' : `${clean}/`;
  return {
    ...listing,
    entries: listing.entries.map((entry) => {
      const change = changed.get(`${prefix}${entry.name}`);
      return change === undefined ? entry : { ...entry, change };
    }),
  };
};

/** Links that are asked where they lead; of more it is not told. */
const followedLinks = 100;

/** By programs of the container, where it has them. */
async function listInside(
  container: string,
  path: string,
  live: LiveEngine,
  files: OpenedFiles,
  signal: AbortSignal,
): Promise<FileListing | undefined> {
  const { id } = containerOf(live.model, container);
  const listed = await listByProcess(id, path, live, signal);
  if (listed === undefined) return undefined;
  const links = new Set(listed.filter(({ kind }) => kind === 'link').slice(0, followedLinks));
  const entries = await Promise.all(
    listed.slice(0, shownAtMost).map(async (entry) => {
      if (!links.has(entry)) return entry;
      const stat = await files.stat(`${path}/${entry.name}`, signal);
      return stat === undefined ? entry : { ...entry, target: stat.target };
    }),
  );
  const incomplete =
    listed.length > shownAtMost ? { incomplete: `Only the first ${shownAtMost} are shown.` } : {};
  return { path, entries, by: 'programs', ...incomplete };
}

async function readFolder(
  files: OpenedFiles,
  path: string,
  signal: AbortSignal,
  tell: (read: number) => void,
): Promise<FileListing> {
  const listed = await files.list(path, signal);
  if (listed !== undefined) return { path, entries: listed.map(entryOfStat) };
  const { tarEntries } = await import('../../orchestrator/index.ts');
  const entries = new Map<string, FileEntry>();
  let root: string | undefined;
  let read = 0;
  const counted = counting(await files.archive(path, signal), (bytes) => {
    if (Math.floor((read + bytes) / progressEvery) > Math.floor(read / progressEvery)) tell(read + bytes);
    read += bytes;
  });
  for await (const entry of tarEntries(counted)) {
    root ??= entry.name;
    const name = nameIn(root, entry.name);
    if (name !== undefined) entries.set(name, entryOf(name, entry));
    if (entries.size >= shownAtMost)
      return { path, entries: [...entries.values()], incomplete: `Only the first ${shownAtMost} are shown.` };
    if (read > readAtMost)
      return {
        path,
        entries: [...entries.values()],
        incomplete: 'There is too much below it to read it all.',
      };
  }
  return { path, entries: [...entries.values()] };
}

async function* counting(
  source: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of source) {
    onBytes(chunk.length);
    yield chunk;
  }
}

function entryOfStat({ Name, Mode, Size, Uid, Gid, Modified, Target }: TuttiFolderEntry): FileEntry {
  const kind = kindOfMode(Mode);
  return {
    name: Name,
    kind,
    size: kind === 'file' ? Size : 0,
    mode: Mode & 0o777,
    user: Uid,
    group: Gid,
    modified: Modified,
    ...(Target === undefined ? {} : { target: Target }),
  };
}

const kinds: Readonly<Record<string, FileEntry['kind']>> = {
  '1': 'file',
  '2': 'link',
  '3': 'device',
  '4': 'device',
  '5': 'folder',
  '6': 'pipe',
};

function entryOf(name: string, { type, size, mode, user, group, modified, link }: TarEntry): FileEntry {
  const kind = kinds[type] ?? 'file';
  return {
    name,
    kind,
    size: kind === 'file' ? size : 0,
    mode: mode & 0o777,
    user,
    group,
    modified: modified * 1_000,
    ...(kind === 'link' ? { target: link } : {}),
  };
}

export const listChanges: CallHandler<FileCalls['files.changes']>['run'] = async ({ container }, context) =>
  changesOf(container, await context.engine(), context.signal);

const changeKinds: readonly FileChange['change'][] = ['modified', 'added', 'deleted'];

async function changesOf(container: string, live: LiveEngine, signal: AbortSignal): Promise<FileChange[]> {
  const { id } = containerOf(live.model, container);
  const path = `/containers/${id}/changes`;
  const changes = await live.client.json<{ Path: string; Kind: number }[] | null>({
    method: 'GET',
    path,
    signal,
  });
  return (changes ?? []).map(({ Path, Kind }) => ({ path: Path, change: changeKinds[Kind] ?? 'modified' }));
}
