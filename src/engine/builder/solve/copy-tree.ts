/** Puts a selection of files at its destination in a root file system, by the rules of `COPY`. */
import {
  chmodSync,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { makeNode, splitDeviceNumber } from '../../host/index.ts';
import { Breath } from '../context/breath.ts';
import type { FileTree, TreeEntry } from '../context/file-tree.ts';
import { entriesOf, type SelectedRoot, type Selection } from '../context/select.ts';
import { copyAttributes, copyFile } from './copy-file.ts';
import { applyMode } from './file-mode.ts';
import { makeFolders, type Owner, resolveInRoot } from './root-path.ts';

export interface CopyOptions {
  /** The root file system's folder on the host. */
  root: string;
  /** Absolute within the root; with a slash at its end it is a folder. */
  destination: string;
  /** Of all that is made; without it files keep theirs when `keepOwner`, else belong to root. */
  owner?: Owner;
  keepOwner: boolean;
  /** `--chmod`. */
  mode?: string;
  signal?: AbortSignal;
  /** A file was written to since it was selected: the copy is not what its digest says. */
  onChanged?: () => void;
}

const ignore = (): void => {};

/** @throws Error with BuildKit's sentence when something is in the way. */
export async function copySelection(selection: Selection, options: CopyOptions): Promise<void> {
  const copier = new TreeCopier(selection, options);
  for (const root of selection.roots) await copier.copy(root);
  copier.finish();
}

class TreeCopier {
  readonly #selection: Selection;
  readonly #tree: FileTree;
  readonly #options: CopyOptions;
  readonly #breath = new Breath();
  /** First copy of a file that has several names. */
  readonly #links = new Map<string, string>();
  /** Times of folders are set last, since each entry changes its folder's. */
  readonly #folders: [path: string, stats: Stats][] = [];

  constructor(selection: Selection, options: CopyOptions) {
    this.#selection = selection;
    this.#tree = selection.tree;
    this.#options = options;
  }

  async copy(root: SelectedRoot): Promise<void> {
    const { root: base, destination, owner } = this.#options;
    const folder = destination.endsWith('/') ? destination : posix.dirname(destination);
    makeFolders(base, folder, owner);
    const target = resolveInRoot(base, destination);
    if (root.entry.kind === 'folder') {
      const there = lstatSync(target, { throwIfNoEntry: false });
      if (there && !there.isDirectory())
        throw new Error(`cannot copy to non-directory: ${this.#shown(target)}`);
      makeFolders(base, destination, owner);
      return await this.#copyFolder(root, target);
    }
    const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory();
    return await this.#copyEntry(root.entry, isFolder ? join(target, root.name) : target);
  }

  finish(): void {
    for (const [path, stats] of this.#folders.reverse()) {
      lutimesSync(path, stats.atimeMs / 1000, stats.mtimeMs / 1000);
    }
  }

  async #copyFolder(root: SelectedRoot, target: string): Promise<void> {
    const waiting = new Map<string, TreeEntry>();
    for await (const { entry, path } of entriesOf(this.#selection, root)) {
      if (path === '') continue;
      await this.#breath.take(this.#options.signal);
      if (entry.kind === 'folder' && !this.#selection.wants(path)) {
        waiting.set(path, entry);
        continue;
      }
      this.#makeWaiting(waiting, path, target);
      await this.#copyEntry(entry, join(target, path));
    }
  }

  /** The folders of a sparse selection in which something is taken. */
  #makeWaiting(waiting: Map<string, TreeEntry>, path: string, target: string): void {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/');
      const entry = waiting.get(folder);
      if (!entry) continue;
      waiting.delete(folder);
      this.#makeFolder(entry, join(target, folder));
    }
  }

  /** A promise only where the file is large: for thousands of small ones it would cost more than the copy. */
  #copyEntry(entry: TreeEntry, target: string): Promise<void> | undefined {
    if (entry.kind === 'folder') {
      this.#makeFolder(entry, target);
      return undefined;
    }
    this.#clear(target);
    const { stats } = entry;
    const key = `${stats.dev}:${stats.ino}`;
    const first = stats.nlink > 1 && entry.kind === 'file' ? this.#links.get(key) : undefined;
    if (first !== undefined) {
      linkSync(first, target);
      return undefined;
    }
    if (stats.nlink > 1 && entry.kind === 'file') this.#links.set(key, target);
    return this.#make(entry, target);
  }

  #make(entry: TreeEntry, target: string): Promise<void> | undefined {
    const owner = this.#ownerOf(entry);
    const mode = this.#modeOf(entry);
    const { stats } = entry;
    if (entry.kind === 'file') {
      const source = this.#tree.absolute(entry);
      const onChanged = this.#options.onChanged ?? ignore;
      const plain = this.#tree.plain.has(entry.path);
      return copyFile({ source, target, stats, mode, owner, plain, onChanged }, this.#options.signal);
    }
    if (entry.kind === 'link') symlinkSync(entry.target ?? '', target);
    else {
      const { major, minor } = splitDeviceNumber(BigInt(stats.rdev));
      makeNode(target, (stats.mode & 0o170000) | mode, major, minor);
      chmodSync(target, mode);
    }
    lchownSync(target, owner.uid, owner.gid);
    lutimesSync(target, stats.atimeMs / 1000, stats.mtimeMs / 1000);
    return undefined;
  }

  #makeFolder(entry: TreeEntry, target: string): void {
    try {
      mkdirSync(target, 0o755);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (!lstatSync(target).isDirectory()) {
        throw new Error(`cannot copy to non-directory: ${this.#shown(target)}`, { cause: error });
      }
    }
    const owner = this.#ownerOf(entry);
    lchownSync(target, owner.uid, owner.gid);
    chmodSync(target, this.#modeOf(entry));
    copyAttributes(this.#tree.absolute(entry), target);
    this.#folders.push([target, entry.stats]);
  }

  #clear(target: string): void {
    const there = lstatSync(target, { throwIfNoEntry: false });
    if (!there) return;
    if (there.isDirectory()) {
      throw new Error(`cannot replace to directory ${this.#shown(target)} with file`);
    }
    rmSync(target);
  }

  #shown(target: string): string {
    return target.slice(this.#options.root.length) || dirname(target);
  }

  #ownerOf(entry: TreeEntry): Owner {
    const { owner, keepOwner } = this.#options;
    if (owner) return owner;
    return keepOwner ? { uid: entry.stats.uid, gid: entry.stats.gid } : { uid: 0, gid: 0 };
  }

  #modeOf(entry: TreeEntry): number {
    const mode = entry.stats.mode & 0o7777;
    return this.#options.mode === undefined
      ? mode
      : applyMode(this.#options.mode, mode, entry.kind === 'folder');
  }
}
