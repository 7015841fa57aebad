/**
 * Makes a tar from a folder that is the root of the calling thread. Sorted, with whole seconds and without access times, so that the same
 * files give the same bytes. Synchronous, for the reason that extract.ts gives.
 */

import type { BigIntStats } from 'node:fs';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
} from 'node:fs';
import { getFileAttribute, listFileAttributes, splitDeviceNumber } from '../../host/index.ts';
import { toSystemPath } from './entry-path.ts';
import { isKeptAttribute, opaqueNames } from './node-attributes.ts';
import { type TarEntry, type TarType } from './tar-format.ts';
import { endOfArchive, padding, writeHeader } from './tar-writer.ts';
import { opaqueMark, whiteoutPrefix } from './whiteouts.ts';

export interface PackOptions {
  /** `overlay`: what overlayfs keeps for deletions is written as `.wh.` members. */
  form: 'overlay' | 'plain';
  /** What to pack, relative to the folder; all of it when absent. */
  path?: string;
  /** Name of that member in the archive; its own path when absent. */
  as?: string;
  /** Folders, relative to the root, whose contents are left out. */
  hollow?: readonly string[];
}

const pieceBytes = 256 * 1024;

/** Pieces of the archive. Sockets are left out: a tar cannot hold them. */
export function* packTree(options: PackOptions): Generator<Buffer> {
  const walk = new Walk(options);
  const start = Buffer.from((options.path ?? '').replace(/^\/+|\/+$/g, '')).toString('latin1');
  const name = options.as === undefined ? start : Buffer.from(options.as).toString('latin1');
  yield* batch(walk.visit(start, name));
}

/** Joins small pieces: a message between threads costs more than a copy. */
function* batch(pieces: Iterable<Buffer>): Generator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  for (const piece of pieces) {
    waiting.push(piece);
    length += piece.length;
    if (length >= pieceBytes) {
      yield Buffer.concat(waiting);
      waiting = [];
      length = 0;
    }
  }
  yield Buffer.concat([...waiting, endOfArchive]);
}

class Walk {
  readonly #options: PackOptions;
  /** First names of files that have several. */
  readonly #links = new Map<string, string>();
  readonly #buffer = Buffer.alloc(pieceBytes);

  constructor(options: PackOptions) {
    this.#options = options;
  }

  *visit(path: string, name: string): Generator<Buffer> {
    const stat = lstatSync(toSystemPath(path), { bigint: true });
    const type = typeOf(stat);
    if (type === undefined) return;
    if (this.#options.form === 'overlay' && type === 'character' && stat.rdev === 0n) {
      const slash = name.lastIndexOf('/') + 1;
      const hidden = `${name.slice(0, slash)}${whiteoutPrefix}${name.slice(slash)}`;
      yield writeHeader({ ...entryOf(stat, 'file', hidden), mode: 0, size: 0 });
      return;
    }
    if (type === 'directory') yield* this.#folder(path, name, stat);
    else if (type === 'file') yield* this.#file(path, name, stat);
    else yield writeHeader(this.#node(path, name, stat, type));
  }

  *#folder(path: string, name: string, stat: BigIntStats): Generator<Buffer> {
    if (name !== '') yield writeHeader(this.#withAttributes(entryOf(stat, 'directory', `${name}/`), path));
    if (this.#options.hollow?.includes(path) === true) return;
    const prefix = name === '' ? '' : `${name}/`;
    if (this.#options.form === 'overlay' && isOpaque(path)) {
      yield writeHeader({ ...entryOf(stat, 'file', `${prefix}${opaqueMark}`), mode: 0, size: 0 });
    }
    const children = readdirSync(toSystemPath(path), { encoding: 'buffer' }).sort((a, b) => a.compare(b));
    for (const child of children) {
      const base = child.toString('latin1');
      yield* this.#child(path === '' ? base : `${path}/${base}`, prefix + base);
    }
  }

  /** In a container that runs, files come and go: what is gone when its turn comes is not in the archive. */
  *#child(path: string, name: string): Generator<Buffer> {
    try {
      yield* this.visit(path, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  *#file(path: string, name: string, stat: BigIntStats): Generator<Buffer> {
    const key = `${stat.dev}:${stat.ino}`;
    const first = stat.nlink > 1n ? this.#links.get(key) : undefined;
    if (first !== undefined) {
      yield writeHeader({ ...entryOf(stat, 'hardlink', name), linkName: first, size: 0 });
      return;
    }
    if (stat.nlink > 1n) this.#links.set(key, name);
    const fd = openSync(toSystemPath(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const size = fstatSync(fd).size;
      yield writeHeader({ ...this.#withAttributes(entryOf(stat, 'file', name), path), size });
      yield* this.#content(fd, size);
      yield padding(size);
    } finally {
      closeSync(fd);
    }
  }

  /** Exactly the announced bytes, whatever happens to the file meanwhile. */
  *#content(fd: number, size: number): Generator<Buffer> {
    let left = size;
    while (left > 0) {
      const wanted = Math.min(left, this.#buffer.length);
      const count = readSync(fd, this.#buffer, 0, wanted, null);
      yield count === 0 ? Buffer.alloc(wanted) : Buffer.from(this.#buffer.subarray(0, count));
      left -= count === 0 ? wanted : count;
    }
  }

  #node(path: string, name: string, stat: BigIntStats, type: TarType): TarEntry {
    const entry = this.#withAttributes(entryOf(stat, type, name), path);
    if (type === 'symlink') entry.linkName = readlinkSync(toSystemPath(path), 'buffer').toString('latin1');
    return entry;
  }

  #withAttributes(entry: TarEntry, path: string): TarEntry {
    const systemPath = toSystemPath(path);
    for (const name of listFileAttributes(systemPath).filter(isKeptAttribute).sort()) {
      const value = getFileAttribute(systemPath, name);
      if (value !== undefined) entry.attributes.set(name, value);
    }
    return entry;
  }
}

function isOpaque(path: string): boolean {
  return Object.values(opaqueNames).some(
    (name) => getFileAttribute(toSystemPath(path), name)?.toString() === 'y',
  );
}

function typeOf(stat: BigIntStats): TarType | undefined {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  if (stat.isSymbolicLink()) return 'symlink';
  if (stat.isCharacterDevice()) return 'character';
  if (stat.isBlockDevice()) return 'block';
  return stat.isFIFO() ? 'fifo' : undefined;
}

function entryOf(stat: BigIntStats, type: TarType, name: string): TarEntry {
  const isDevice = type === 'character' || type === 'block';
  return {
    type,
    name,
    linkName: '',
    mode: Number(stat.mode) & 0o7777,
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    size: type === 'file' ? Number(stat.size) : 0,
    mtime: Number(stat.mtimeNs / 1_000_000_000n),
    attributes: new Map(),
    ...(isDevice ? splitDeviceNumber(stat.rdev) : { major: 0, minor: 0 }),
  };
}
