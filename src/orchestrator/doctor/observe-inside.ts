/** What only a look into a container shows: by processes run in it, and by its files as archives. */
import type { ContainerInspect } from '../../engine-api/index.ts';
import { parseSocketTable, type TableSocket } from '../../shared/index.ts';
import type { ContainerQuery } from '../observe/containers.ts';
import { outputOfProcess, type Seen } from '../streams/process-output.ts';
import { looksLikeFile } from './findings/file-became-folder.ts';
import type { Filesystem } from './snapshot.ts';

const blockBytes = 512;
/** A header, perhaps with further attributes, and the end, which some pad to 10 KiB. */
const emptyArchiveAtMost = 16384;

/** The TCP sockets that listen in a running container's network namespace. */
export async function listeningSockets(query: ContainerQuery, id: string): Promise<Seen<TableSocket[]>> {
  const seen = await outputOfProcess(query, id, ['cat', '/proc/net/tcp', '/proc/net/tcp6']);
  if ('missing' in seen) return seen;
  if (!seen.value.includes('local_address')) return { missing: 'there is no "cat" in it' };
  return { value: parseSocketTable(seen.value, 'tcp').filter(({ isListening }) => isListening) };
}

/** The file systems that a running container can write to. */
export async function writableFilesystems(
  query: ContainerQuery,
  inspect: ContainerInspect,
): Promise<Seen<Filesystem[]>> {
  const { HostConfig, Mounts } = inspect;
  const mounted = Mounts.filter(({ RW }) => RW).map(({ Destination }) => Destination);
  const targets = [
    ...(HostConfig.ReadonlyRootfs ? [] : ['/']),
    ...mounted,
    ...Object.keys(HostConfig.Tmpfs ?? {}),
  ];
  if (targets.length === 0) return { value: [] };
  const seen = await outputOfProcess(query, inspect.Id, ['df', '-Pk', ...new Set(targets)]);
  if ('missing' in seen) return seen;
  const value = parseDf(seen.value);
  return value.length === 0 ? { missing: 'there is no "df" in it' } : { value };
}

/** The rows that `df -Pk` prints (POSIX: device, size, used, free, share, mount point; in blocks of 1024 bytes). */
export function parseDf(text: string): Filesystem[] {
  return text.split('\n').flatMap((line) => {
    const [, size, available, mountPoint] = /^\S.*?\s(\d+)\s+\d+\s+(\d+)\s+\S+%\s+(\/.*)$/.exec(line) ?? [];
    if (mountPoint === undefined) return [];
    return [{ mountPoint, size: Number(size) * 1024, available: Number(available) * 1024 }];
  });
}

/** Targets of bind mounts that are called like files and are empty folders. */
export async function emptyFolders(query: ContainerQuery, inspect: ContainerInspect): Promise<string[]> {
  const targets = inspect.Mounts.filter(({ Type }) => Type === 'bind').map(({ Destination }) => Destination);
  const found = await Promise.all(
    targets
      .filter(looksLikeFile)
      .map(async (path) => ((await isEmptyFolder(query, inspect.Id, path)) ? [path] : [])),
  );
  return found.flat();
}

/** Reads no more of the archive than that of an empty folder may have. */
async function isEmptyFolder({ client, signal }: ContainerQuery, id: string, path: string): Promise<boolean> {
  const request = { method: 'GET', path: `/containers/${id}/archive`, query: { path }, signal } as const;
  const { body } = await client.open(request);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > emptyArchiveAtMost) return false;
  }
  return isEmptyFolderArchive(Buffer.concat(chunks));
}

/** A tar archive (POSIX pax interchange format) whose only member is a folder. */
export function isEmptyFolderArchive(archive: Buffer): boolean {
  const members: string[] = [];
  for (let at = 0; at + blockBytes <= archive.length && archive[at] !== 0; ) {
    const type = archive.toString('latin1', at + 156, at + 157);
    const size = Number.parseInt(archive.toString('latin1', at + 124, at + 136), 8) || 0;
    // Further attributes and long names of the member that follows.
    if (!'xgLK'.includes(type)) members.push(type);
    at += blockBytes * (1 + Math.ceil(size / blockBytes));
  }
  return members.length === 1 && members[0] === '5';
}
