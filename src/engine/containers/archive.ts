import { closeSync, lstatSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, posix, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { EngineError } from '../../shared/index.ts';
import { openFolderInRoot, resolveInRoot } from '../host/index.ts';
import type { Container } from './container.ts';
import { withMountedTree } from './mounted-tree.ts';
import type { Room } from './room.ts';

/** Go's bits for file types in the `mode` of `X-Docker-Container-Path-Stat`. */
const GO_DIRECTORY = 2 ** 31;
const GO_SYMLINK = 2 ** 27;
const GO_DEVICE = 2 ** 26;
const GO_PIPE = 2 ** 25;
const GO_SOCKET = 2 ** 24;
const GO_CHARACTER = 2 ** 21;
const GO_SETUID = 2 ** 23;
const GO_SETGID = 2 ** 22;
const GO_STICKY = 2 ** 20;

/** Base64 of the JSON that `docker cp` reads. */
export function archiveStat(room: Room, container: Container, path: string): Promise<string> {
  return withMountedTree(room, container, async (root) => statText(root, container, path));
}

function statText(root: string, container: Container, path: string): string {
  const place = resolveInRoot(root, path, { followLast: path.endsWith('/') || path.endsWith('/.') });
  // The root of one that runs is reached through a link of /proc.
  const stat = place === root ? statSync(root) : statAt(place, container, path);
  const linkTarget = stat.isSymbolicLink() ? posix.resolve(posix.dirname(path), readlinkSync(place)) : '';
  const text = JSON.stringify({
    name: basename(posix.normalize(path)) || '/',
    size: stat.size,
    mode: goMode(stat),
    mtime: stat.mtime.toISOString(),
    linkTarget,
  });
  return Buffer.from(text).toString('base64');
}

function statAt(place: string, container: Container, path: string): Stats {
  const stat = lstatSync(place, { throwIfNoEntry: false });
  if (!stat) {
    throw new EngineError('not-found', `Could not find the file ${path} in container ${container.id}`);
  }
  return stat;
}

function goMode(stat: Stats): number {
  let mode = stat.mode & 0o777;
  if (stat.isDirectory()) mode += GO_DIRECTORY;
  if (stat.isSymbolicLink()) mode += GO_SYMLINK;
  if (stat.isFIFO()) mode += GO_PIPE;
  if (stat.isSocket()) mode += GO_SOCKET;
  if (stat.isBlockDevice()) mode += GO_DEVICE;
  if (stat.isCharacterDevice()) mode += GO_DEVICE + GO_CHARACTER;
  if (stat.mode & 0o4000) mode += GO_SETUID;
  if (stat.mode & 0o2000) mode += GO_SETGID;
  if (stat.mode & 0o1000) mode += GO_STICKY;
  return mode;
}

/** What the kernel shows in one that runs: nothing of it is kept, and much cannot be read to an end. */
const kernelFolders = ['proc', 'sys', 'dev'];

/** A tar whose first member has the name that was asked for. */
export async function archiveGet(
  room: Room,
  container: Container,
  path: string,
): Promise<{ stat: string; archive: Readable }> {
  return withMountedTree(room, container, async (root, keepUntil) => {
    const stat = statText(root, container, path);
    const followed = path.endsWith('/') || path.endsWith('/.');
    const wanted = followed ? relative(root, resolveInRoot(root, path)) : posix.normalize(path);
    const name = path.endsWith('/.') ? '.' : basename(posix.normalize(path)) || '.';
    const hollow = root === container.rootfs ? [] : kernelFolders;
    const archive = room.images.pack(root, { path: wanted, as: name, hollow });
    keepUntil(archive);
    return { stat, archive };
  });
}

/** Unpacks into a folder of the container, never outside its root. @throws EngineError in Docker's words. */
export async function archivePut(
  room: Room,
  container: Container,
  path: string,
  archive: Readable,
  options: { keepTypes?: boolean },
): Promise<void> {
  if (container.record.hostConfig.ReadonlyRootfs) {
    const isInVolume = container.record.mounts.some(
      ({ target, readOnly }) => !readOnly && isWithin(path, target),
    );
    if (!isInVolume) throw new EngineError('forbidden', 'container rootfs is marked read-only');
  }
  await withMountedTree(room, container, async (root) => {
    const folder = openTarget(root, container, path);
    try {
      await room.images.unpack(archive, `/proc/self/fd/${folder}`, options);
    } finally {
      closeSync(folder);
    }
  });
}

function openTarget(root: string, container: Container, path: string): number {
  try {
    return openFolderInRoot(root, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR')
      throw new EngineError('invalid', 'extraction point is not a directory', { cause: error });
    if (code !== 'ENOENT') throw error;
    const message = `Could not find the file ${path} in container ${container.id}`;
    throw new EngineError('not-found', message, { cause: error });
  }
}

function isWithin(path: string, folder: string): boolean {
  const clean = posix.normalize(path);
  return clean === folder || clean.startsWith(`${folder}/`) || dirname(clean) === folder;
}
