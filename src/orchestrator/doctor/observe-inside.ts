/** What only a look into a container shows: by processes run in it, and by its files as archives. */
import type { ContainerInspect } from '../../engine-api/index.ts';
import { messageOf, parseSocketTable, type TableSocket } from '../../shared/index.ts';
import type { ContainerQuery } from '../observe/containers.ts';
import { outputOf } from '../streams/attach-stream.ts';
import { looksLikeFile } from './findings/file-became-folder.ts';
import type { Filesystem } from './snapshot.ts';

/** Go's bit for folders in the `mode` of `X-Docker-Container-Path-Stat`. */
const folderBit = 2 ** 31;
const blockBytes = 512;

export type Seen<T> = { value: T } | { missing: string };

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

/** Reads no more of the archive than it takes to see a second entry; an archive of one header and the end is of an empty folder. */
async function isEmptyFolder({ client, signal }: ContainerQuery, id: string, path: string): Promise<boolean> {
  const request = { method: 'GET', path: `/containers/${id}/archive`, query: { path }, signal } as const;
  const { headers, body } = await client.open(request);
  const text = Buffer.from(headers['x-docker-container-path-stat'] ?? '', 'base64').toString('utf8');
  const { mode } = JSON.parse(text) as { mode: number };
  let entries = 0;
  let atHeader = true;
  let rest = Buffer.alloc(0);
  if (Math.floor(mode / folderBit) % 2 === 0) {
    for await (const _ of body) break;
    return false;
  }
  for await (const chunk of body) {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= blockBytes && atHeader; rest = rest.subarray(blockBytes)) {
      if (rest.subarray(0, blockBytes).every((byte) => byte === 0)) atHeader = false;
      else entries++;
      if (entries > 1) return false;
    }
    if (!atHeader) rest = Buffer.alloc(0);
  }
  return entries === 1;
}

/** What a process printed that was run in a container; engines say there also that they cannot run it. */
async function outputOfProcess(
  { client, signal }: ContainerQuery,
  id: string,
  command: string[],
): Promise<Seen<string>> {
  if (client.readOnly) return { missing: 'a dry run starts no process in it' };
  try {
    const { Id } = await client.json<{ Id: string }>({
      method: 'POST',
      path: `/containers/${id}/exec`,
      body: { Cmd: command, AttachStdout: true, AttachStderr: true },
      signal,
    });
    const stream = await client.hijack({
      method: 'POST',
      path: `/exec/${Id}/start`,
      body: { Detach: false, Tty: false },
      signal,
    });
    const decoder = new TextDecoder();
    let text = '';
    for await (const { stream: from, data } of outputOf(stream, false))
      if (from === 'stdout') text += decoder.decode(data, { stream: true });
    return { value: text };
  } catch (error) {
    signal.throwIfAborted();
    return { missing: messageOf(error) };
  }
}
