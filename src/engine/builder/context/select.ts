/** What a `COPY`, an `ADD` or a bind mount takes from a tree, and the digest of it. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { PathPatterns } from '../../../shared/index.ts';
import type { FileDigests } from './file-digests.ts';
import type { FileTree, TreeEntry } from './file-tree.ts';
import { componentPattern, hasWildcard } from './go-match.ts';

export interface SelectOptions {
  /** Absolute within the tree; may have wildcards. */
  path: string;
  /** `--parents`: patterns of what is taken below `path`. */
  include?: string;
  exclude: string[];
}

/** One source of a copy: a file, or a folder whose content is meant. */
export interface SelectedRoot {
  entry: TreeEntry;
  /** The name that a file gets in a destination folder: that of the link where there was one. */
  name: string;
}

export interface Selection {
  tree: FileTree;
  roots: SelectedRoot[];
  /** Whether a path below a root, relative to it, is taken. */
  takes: (path: string, kind: TreeEntry['kind']) => boolean;
  /** Whether a folder is taken for its own sake, not just for what is in it. */
  wants: (path: string) => boolean;
}

/** @throws Error `"/path": not found` when there is no wildcard and nothing there. */
export function select(tree: FileTree, options: SelectOptions): Selection {
  const exclude = new PathPatterns(options.exclude);
  const roots = findRoots(tree, options.path);
  if (options.include === undefined) {
    return {
      tree,
      roots: roots.filter(({ entry, name }) => entry.kind === 'folder' || !exclude.matches(name)),
      takes: (path) => !exclude.matches(path),
      wants: () => true,
    };
  }
  const include = new PathPatterns([options.include]);
  const required = hasWildcard(options.path) || hasWildcard(options.include) ? undefined : options.include;
  if (required !== undefined && !tree.find(posix.join(options.path, required), true)) {
    throw notFound(posix.join(options.path, required));
  }
  return {
    tree,
    roots,
    takes: (path, kind) => (kind === 'folder' || include.matches(path)) && !exclude.matches(path),
    wants: (path) => include.matches(path),
  };
}

function notFound(path: string): Error {
  return new Error(
    `failed to calculate checksum of ref: ${JSON.stringify(posix.resolve('/', path))}: not found`,
  );
}

function findRoots(tree: FileTree, path: string): SelectedRoot[] {
  if (!hasWildcard(path)) {
    const entry = tree.find(path, true);
    if (!entry) throw notFound(path);
    return [{ entry, name: posix.basename(path) }];
  }
  let found: TreeEntry[] = [tree.rootEntry()];
  const parts = path.split('/').filter(Boolean);
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    found = found
      .flatMap((folder) => step(tree, folder, part))
      .map((entry) => (isLast ? entry : (tree.find(entry.path, true) ?? entry)));
  }
  return found.map((entry) => ({ entry: followed(tree, entry), name: entry.name }));
}

function step(tree: FileTree, folder: TreeEntry, part: string): TreeEntry[] {
  if (folder.kind !== 'folder') return [];
  const pattern = componentPattern(part);
  return pattern ? tree.children(folder).filter((child) => pattern.test(child.name)) : [];
}

/** What a link leads to. @throws Error when that is nothing, as for a source that is named. */
function followed(tree: FileTree, entry: TreeEntry): TreeEntry {
  const found = entry.kind === 'link' ? tree.find(entry.path, true) : entry;
  if (!found) throw notFound(entry.path);
  return found;
}

/** All entries of a selection with their paths below the root, folders first. */
export async function* entriesOf(
  selection: Selection,
  root: SelectedRoot,
): AsyncGenerator<{ entry: TreeEntry; path: string }> {
  const base = root.entry.path;
  const skipped = new Set<string>();
  for await (const entry of selection.tree.walk(root.entry)) {
    const path = entry === root.entry ? '' : base === '' ? entry.path : entry.path.slice(base.length + 1);
    const parent = posix.dirname(path);
    if (path !== '' && (skipped.has(parent) || !selection.takes(path, entry.kind))) {
      if (entry.kind === 'folder') skipped.add(path);
      continue;
    }
    yield { entry, path };
  }
}

/** Digest over names, kinds, modes, owners (unless they are replaced) and contents of all that is taken. */
export async function digestSelection(
  selection: Selection,
  digests: FileDigests,
  keepOwner: boolean,
): Promise<string> {
  const sum = createHash('sha256');
  for (const root of selection.roots) {
    sum.update(`root ${JSON.stringify(root.name)} ${root.entry.kind}\n`);
    for await (const { entry, path } of entriesOf(selection, root)) {
      const { mode, uid, gid, rdev } = entry.stats;
      const owner = keepOwner ? `${uid}:${gid}` : '';
      const content = await contentOf(selection.tree, entry, digests);
      const shownMode = path === '' && entry.kind === 'folder' ? '' : (mode & 0o7777).toString(8);
      const device = entry.kind === 'device' ? `${mode >> 12}/${rdev}` : '';
      sum.update(`${JSON.stringify(path)} ${entry.kind} ${shownMode} ${owner} ${device}${content}\n`);
    }
  }
  return sum.digest('base64url');
}

async function contentOf(tree: FileTree, entry: TreeEntry, digests: FileDigests): Promise<string> {
  if (entry.kind === 'link') return JSON.stringify(entry.target);
  return entry.kind === 'file' ? digests.of(tree, entry) : '';
}
