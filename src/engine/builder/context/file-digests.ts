import { createHash, hash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { getFileAttribute, listFileAttributes, writeFileAtomic } from '../../host/index.ts';
import type { FileTree, TreeEntry } from './file-tree.ts';

/** Device, inode, size, times of change in milliseconds, digest. */
type Known = [dev: number, ino: number, size: number, mtime: number, ctime: number, digest: string];

/** Files larger than this are read piece by piece. */
const wholeFileBytes = 1 << 20;

/** From this number on, files that a build did not ask for are forgotten: many of them may be gone. */
const manyFiles = 20_000;

/** A file changed this shortly before it was read might change again without a change of its times (milliseconds). */
const settleTime = 100;

/**
 * Digests of the files of one folder, kept between builds: a file is read again only when its inode, size or times differ.
 * A digest covers content and extended attributes.
 */
export class FileDigests {
  readonly #file: string | undefined;
  readonly #known: Map<string, Known>;
  /** Paths that this build asked for. */
  readonly #asked = new Set<string>();
  #changed = false;

  /** Without a file nothing is kept. */
  constructor(file?: string) {
    this.#file = file;
    this.#known = file === undefined ? new Map() : load(file);
  }

  async of(tree: FileTree, entry: TreeEntry): Promise<string> {
    const { dev, ino, size, mtimeMs, ctimeMs } = entry.stats;
    this.#asked.add(entry.path);
    const known = this.#known.get(entry.path);
    const fresh =
      known?.[0] === dev &&
      known[1] === ino &&
      known[2] === size &&
      known[3] === mtimeMs &&
      known[4] === ctimeMs;
    if (fresh) return noteAttributes(tree, entry, known[5]);
    const started = Date.now();
    const digest = noteAttributes(tree, entry, await digestOf(tree.absolute(entry), size));
    if (Math.max(ctimeMs, mtimeMs) < started - settleTime) {
      this.#known.set(entry.path, [dev, ino, size, mtimeMs, ctimeMs, digest]);
      this.#changed = true;
    } else if (this.#known.delete(entry.path)) this.#changed = true;
    return digest;
  }

  /** Writes down what was learnt. */
  async save(): Promise<void> {
    if (this.#file === undefined || !this.#changed) return;
    this.#changed = false;
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    const kept = [...this.#known].filter(([path]) => this.#known.size <= manyFiles || this.#asked.has(path));
    await writeFileAtomic(this.#file, JSON.stringify(kept));
  }
}

/** At the end of the digest of a file that has attributes. */
const attributesMark = '+';

function noteAttributes(tree: FileTree, entry: TreeEntry, digest: string): string {
  if (!digest.endsWith(attributesMark)) tree.plain.add(entry.path);
  return digest;
}

function load(file: string): Map<string, Known> {
  try {
    return new Map(JSON.parse(readFileSync(file, 'utf8')) as [string, Known][]);
  } catch {
    // Absent or cut short: every file is read once more.
    return new Map();
  }
}

async function digestOf(path: string, size: number): Promise<string> {
  const attributes = listFileAttributes(path)
    .filter(isCopiedAttribute)
    .sort()
    .map((name) => `${name}=${getFileAttribute(path, name)?.toString('base64') ?? ''}\0`)
    .join('');
  if (size <= wholeFileBytes && attributes === '') return hash('sha256', readFileSync(path), 'base64url');
  const sum = createHash('sha256').update(attributes);
  const file = await open(path);
  try {
    for await (const chunk of file.createReadStream({ highWaterMark: wholeFileBytes, autoClose: false })) {
      sum.update(chunk as Buffer);
    }
  } finally {
    await file.close();
  }
  return sum.digest('base64url') + (attributes === '' ? '' : attributesMark);
}

/** Attributes that belong to the file rather than to the place where it lies. */
export function isCopiedAttribute(name: string): boolean {
  return name === 'security.capability' || name.startsWith('user.');
}
