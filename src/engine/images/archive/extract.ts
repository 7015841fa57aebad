/**
 * Makes files from a tar's members. Runs in a thread whose root is the target folder (host/thread-root.ts), so that no name, link or race
 * leads outside: the kernel resolves every path, also through links, within that root. Everything here is synchronous for that reason.
 */
import {
  chmodSync,
  closeSync,
  fchmodSync,
  fchownSync,
  ftruncateSync,
  futimesSync,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  rmSync,
  type Stats,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { makeNode, nodeTypes } from '../../host/index.ts';
import { baseOf, parentOf, resolveEntryName, toSystemPath } from './entry-path.ts';
import { isKeptAttribute, type NodeAttributes } from './node-attributes.ts';
import { ArchiveError, type TarEntry } from './tar-format.ts';
import type { TarSink } from './tar-reader.ts';
import { applyWhiteout, isWhiteoutDevice, whiteoutPrefix } from './whiteouts.ts';

export interface ExtractOptions {
  /** `overlay`: `.wh.` members become what overlayfs understands. `plain`: they are ordinary files. */
  form: 'overlay' | 'plain';
  /** All files belong to this owner, whatever the archive says. */
  owner?: { uid: number; gid: number };
  /** Refuse to put a file in the place of a folder, or the reverse (`docker cp`). */
  keepTypes?: boolean;
}

const impliedFolderMode = 0o755;

export class Extractor implements TarSink {
  readonly #options: ExtractOptions;
  readonly #attributes: NodeAttributes;
  /** Folders known to be there, so that parents are looked at once. */
  readonly #folders = new Set<string>(['']);
  /** Times of folders are set last, since each member changes its parent's. */
  readonly #folderTimes = new Map<string, number>();
  #fd: number | undefined;
  #entry: TarEntry | undefined;
  #path = '';
  #written = 0;
  /** Bytes of all files so far. */
  size = 0;

  constructor(options: ExtractOptions, attributes: NodeAttributes) {
    this.#options = options;
    this.#attributes = attributes;
  }

  begin(entry: TarEntry): void {
    const path = resolveEntryName(entry.name);
    this.#entry = entry;
    this.#path = path;
    if (path === '') {
      if (entry.type === 'directory') this.#finishFolder(entry, path);
      return;
    }
    this.#ensureFolder(parentOf(path));
    if (this.#options.form === 'overlay' && baseOf(path).startsWith(whiteoutPrefix)) {
      applyWhiteout(path, this.#attributes);
      return;
    }
    this.#make(entry, path);
  }

  data(piece: Buffer, position: number): void {
    if (this.#fd === undefined) return;
    let done = 0;
    while (done < piece.length) {
      // Without a position the kernel appends: cheaper, and right except in sparse files.
      const at = position + done === this.#written ? null : position + done;
      const count = writeSync(this.#fd, piece, done, piece.length - done, at);
      done += count;
      if (at === null) this.#written += count;
    }
  }

  end(): void {
    const [fd, entry] = [this.#fd, this.#entry];
    if (fd === undefined || entry === undefined) return;
    try {
      if (entry.sparse !== undefined) ftruncateSync(fd, entry.size);
      this.#finishFile(fd, entry, this.#path);
    } finally {
      this.#fd = undefined;
      closeSync(fd);
    }
    this.size += entry.size;
  }

  /** Sets the folders' times, deepest first. To be called when the archive is at its end. */
  finish(): void {
    for (const [path, mtime] of [...this.#folderTimes].reverse()) {
      const systemPath = toSystemPath(path);
      if (lstatSync(systemPath, { throwIfNoEntry: false })?.isDirectory())
        lutimesSync(systemPath, mtime, mtime);
    }
  }

  /** Closes what is open, after a failure. */
  abandon(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #make(entry: TarEntry, path: string): void {
    switch (entry.type) {
      case 'directory':
        return this.#makeFolder(entry, path);
      case 'file':
        return this.#openFile(entry, path);
      case 'hardlink':
        return this.#makeHardlink(entry, path);
      case 'symlink':
        this.#replacing(path, () => symlinkSync(Buffer.from(entry.linkName, 'latin1'), toSystemPath(path)));
        return this.#finishNode(entry, path);
      case 'character':
      case 'block':
      case 'fifo':
        return this.#makeDevice(entry, path);
    }
  }

  #openFile(entry: TarEntry, path: string): void {
    // O_EXCL: a link that an earlier member left there is replaced, never followed.
    this.#replacing(path, () => {
      this.#fd = openSync(toSystemPath(path), 'wx', entry.mode & 0o777);
    });
    this.#written = 0;
  }

  #makeFolder(entry: TarEntry, path: string): void {
    const existing = this.#folders.has(path)
      ? 'folder'
      : this.#kindOf(lstatSync(toSystemPath(path), { throwIfNoEntry: false }));
    if (existing === 'whiteout') this.#replaceWhiteout(path);
    else if (existing !== 'folder') {
      if (existing === 'other') this.#clear(path, 'directory');
      mkdirSync(toSystemPath(path), entry.mode & 0o777);
    }
    this.#folders.add(path);
    this.#finishFolder(entry, path);
  }

  #makeHardlink(entry: TarEntry, path: string): void {
    const target = toSystemPath(resolveEntryName(entry.linkName));
    if (lstatSync(target, { throwIfNoEntry: false }) === undefined) {
      throw new ArchiveError(
        `archive member ${JSON.stringify(entry.name)} links to ${JSON.stringify(entry.linkName)}, which is not there`,
      );
    }
    if (resolveEntryName(entry.linkName) === path) return;
    this.#replacing(path, () => linkSync(target, toSystemPath(path)));
  }

  #makeDevice(entry: TarEntry, path: string): void {
    const type =
      entry.type === 'fifo' ? nodeTypes.fifo : entry.type === 'block' ? nodeTypes.block : nodeTypes.character;
    const made = this.#attributes.tolerate(() =>
      this.#replacing(path, () =>
        makeNode(toSystemPath(path), type | (entry.mode & 0o7777), entry.major, entry.minor),
      ),
    );
    if (made) this.#finishNode(entry, path);
  }

  #kindOf(stat: Stats | undefined): 'folder' | 'whiteout' | 'other' | undefined {
    if (stat === undefined) return undefined;
    if (stat.isDirectory()) return 'folder';
    return this.#options.form === 'overlay' && isWhiteoutDevice(stat) ? 'whiteout' : 'other';
  }

  /** Does it, and where something is in the way removes that first. */
  #replacing(path: string, make: () => void): void {
    try {
      make();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      this.#clear(path, 'other');
      make();
    }
  }

  #clear(path: string, kind: 'directory' | 'other'): void {
    const systemPath = toSystemPath(path);
    if (this.#options.keepTypes) {
      const wasFolder = lstatSync(systemPath).isDirectory();
      if (wasFolder !== (kind === 'directory')) throw new ArchiveError(mixedTypes(path, wasFolder));
    }
    rmSync(systemPath, { recursive: true, force: true });
    for (const folder of this.#folders) {
      if (folder === path || folder.startsWith(`${path}/`)) this.#folders.delete(folder);
    }
  }

  #ensureFolder(path: string): void {
    if (this.#folders.has(path)) return;
    this.#ensureFolder(parentOf(path));
    try {
      mkdirSync(toSystemPath(path), impliedFolderMode);
      if (this.#options.owner)
        lchownSync(toSystemPath(path), this.#options.owner.uid, this.#options.owner.gid);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (this.#kindOf(lstatSync(toSystemPath(path))) === 'whiteout') this.#replaceWhiteout(path);
    }
    this.#folders.add(path);
  }

  /** A whiteout followed by the folder itself: nothing of the layers below shall show through. */
  #replaceWhiteout(path: string): void {
    rmSync(toSystemPath(path));
    mkdirSync(toSystemPath(path), impliedFolderMode);
    this.#attributes.setOpaque(toSystemPath(path));
  }

  #ownerOf(entry: TarEntry): [number, number] {
    const { owner } = this.#options;
    return owner ? [owner.uid, owner.gid] : [entry.uid, entry.gid];
  }

  #finishFile(fd: number, entry: TarEntry, path: string): void {
    fchownSync(fd, ...this.#ownerOf(entry));
    // A change of owner takes away set-id bits and capabilities: both come after it.
    if (entry.mode & 0o7000) fchmodSync(fd, entry.mode);
    this.#setAttributes(entry, path);
    futimesSync(fd, entry.mtime, entry.mtime);
  }

  #finishNode(entry: TarEntry, path: string): void {
    const systemPath = toSystemPath(path);
    lchownSync(systemPath, ...this.#ownerOf(entry));
    if (entry.type !== 'symlink' && entry.mode & 0o7000) chmodSync(systemPath, entry.mode);
    this.#setAttributes(entry, path);
    lutimesSync(systemPath, entry.mtime, entry.mtime);
  }

  #finishFolder(entry: TarEntry, path: string): void {
    const systemPath = toSystemPath(path);
    lchownSync(systemPath, ...this.#ownerOf(entry));
    chmodSync(systemPath, entry.mode);
    this.#setAttributes(entry, path);
    this.#folderTimes.set(path, entry.mtime);
  }

  #setAttributes(entry: TarEntry, path: string): void {
    for (const [name, value] of entry.attributes) {
      if (isKeptAttribute(name)) this.#attributes.set(toSystemPath(path), name, value);
    }
  }
}

function mixedTypes(path: string, wasFolder: boolean): string {
  return wasFolder
    ? `cannot overwrite directory "/${path}" with non-directory "/${path}"`
    : `cannot overwrite non-directory "/${path}" with directory "/${path}"`;
}
