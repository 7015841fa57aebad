import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { join, posix } from 'node:path';
import type { MatchState, PathPatterns } from '../../../shared/index.ts';
import { Breath } from './breath.ts';

export type EntryKind = 'file' | 'folder' | 'link' | 'device';

export interface TreeEntry {
  /** Relative to the tree's root, without a slash at its begin; empty for the root. */
  path: string;
  name: string;
  kind: EntryKind;
  stats: Stats;
  /** Of a link. */
  target?: string;
}

/** How many links one path may go through, as the kernel has it. */
const maxLinks = 40;

/**
 * A folder of the host as the files of a build: what an ignore file names is not there, sockets are not there, and links are
 * followed as if the folder were the root of the file system. Folders are read once.
 */
export class FileTree {
  readonly root: string;
  /** Paths of files that are known to have no extended attributes: asking the kernel costs as much as copying a small file. */
  readonly plain: Set<string> = new Set();
  readonly #ignore: PathPatterns | undefined;
  readonly #children = new Map<string, TreeEntry[]>();
  readonly #states = new Map<string, MatchState>();

  constructor(root: string, ignore?: PathPatterns) {
    this.root = root;
    this.#ignore = ignore?.isEmpty ? undefined : ignore;
  }

  get filtered(): boolean {
    return this.#ignore !== undefined;
  }

  absolute(entry: TreeEntry): string {
    return entry.path === '' ? this.root : join(this.root, entry.path);
  }

  rootEntry(): TreeEntry {
    return { path: '', name: '', kind: 'folder', stats: lstatSync(this.root) };
  }

  /** Entries of a folder, sorted by name. */
  children(folder: TreeEntry): TreeEntry[] {
    const known = this.#children.get(folder.path);
    if (known) return known;
    const entries = readdirSync(this.absolute(folder))
      .sort()
      .flatMap((name) => this.#visible(folder, name) ?? []);
    this.#children.set(folder.path, entries);
    return entries;
  }

  /** The entry at a path; links in its folders are followed, a link at its end when `follow`. Undefined when nothing is there. */
  find(path: string, follow: boolean): TreeEntry | undefined {
    let parts = posix.normalize(`/${path}`).split('/').filter(Boolean);
    let links = 0;
    let entry = this.rootEntry();
    for (let at = 0; at < parts.length; at++) {
      const name = parts[at];
      const next =
        entry.kind === 'folder' ? this.children(entry).find((child) => child.name === name) : undefined;
      if (!next) return undefined;
      if (next.kind !== 'link' || (at === parts.length - 1 && !follow)) {
        entry = next;
        continue;
      }
      if (++links > maxLinks) return undefined;
      const start = posix.resolve('/', entry.path, next.target ?? '');
      parts = posix
        .join(start, ...parts.slice(at + 1))
        .split('/')
        .filter(Boolean);
      entry = this.rootEntry();
      at = -1;
    }
    return entry;
  }

  /** The entry and all below it, folders before what they hold. */
  async *walk(start: TreeEntry, breath: Breath = new Breath()): AsyncGenerator<TreeEntry> {
    yield start;
    if (start.kind !== 'folder') return;
    await breath.take();
    for (const child of this.children(start)) {
      if (child.kind === 'folder') yield* this.walk(child, breath);
      else yield child;
    }
  }

  #visible(folder: TreeEntry, name: string): TreeEntry | undefined {
    const path = folder.path === '' ? name : `${folder.path}/${name}`;
    const matched = this.#isIgnored(folder.path, path);
    if (matched && !this.#ignore?.mayTakeBackBelow(path)) return undefined;
    const entry = this.#read(path, name);
    if (!entry || !matched) return entry;
    // A folder that is ignored is there all the same where something in it is not.
    return entry.kind === 'folder' && this.children(entry).length > 0 ? entry : undefined;
  }

  #isIgnored(parent: string, path: string): boolean {
    if (!this.#ignore) return false;
    const { matched, state } = this.#ignore.match(path, this.#states.get(parent));
    this.#states.set(path, state);
    return matched;
  }

  #read(path: string, name: string): TreeEntry | undefined {
    const absolute = join(this.root, path);
    const stats = lstatSync(absolute, { throwIfNoEntry: false });
    // Gone since the folder was read: as if it had never been there.
    if (!stats || stats.isSocket()) return undefined;
    if (stats.isSymbolicLink()) return { path, name, kind: 'link', stats, target: readlinkSync(absolute) };
    const kind = stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'device';
    return { path, name, kind, stats };
  }
}
