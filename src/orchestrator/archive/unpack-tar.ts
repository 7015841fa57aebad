import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { chmod, link, lstat, lutimes, mkdir, rm, symlink, utimes } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../../shared/index.ts';
import { type TarEntry, tarEntries } from './read-tar.ts';

/**
 * Writes an archive's files into a folder, each under the name that `rename` gives it (nothing: the folder itself), with its times and
 * permissions. Whatever the archive says, nothing is written outside of the folder, and not through symbolic links that the archive made.
 */
export async function unpackTar(
  source: AsyncIterable<Uint8Array>,
  folder: string,
  rename: (name: string) => string,
): Promise<void> {
  const unpacking: Unpacking = {
    root: resolve(folder),
    rename: (name) => rename(name.replace(/\/+$/, '')),
    folders: [],
  };
  for await (const entry of tarEntries(source)) await writeEntry(unpacking, entry);
  // Last: what is written into a folder changes its time, and its permissions may forbid it. Deeper ones come later in an archive.
  for (const { path, entry } of unpacking.folders.reverse()) await setAttributes(path, entry);
}

interface Unpacking {
  root: string;
  rename: (name: string) => string;
  /** Those that were made. */
  folders: { path: string; entry: TarEntry }[];
}

async function writeEntry(unpacking: Unpacking, entry: TarEntry): Promise<void> {
  const path = await placeOf(unpacking, entry.name);
  if (entry.type === '5') {
    const existing = await lstat(path).catch(() => undefined);
    if (existing === undefined) {
      await mkdir(path, { mode: 0o700 });
      unpacking.folders.push({ path, entry });
    } else if (!existing.isDirectory()) throw escapes(entry.name);
  } else if (entry.type === '1') {
    await hardLink(await placeOf(unpacking, entry.link), path, entry);
  } else if (entry.type === '2') {
    await rm(path, { force: true });
    await symlink(entry.link, path);
    await lutimes(path, entry.modified, entry.modified);
  } else if (entry.type === '0' || entry.type === '\0') {
    await writeFile(path, entry);
    await setAttributes(path, entry);
  }
}

/** Where an entry goes; the folders that lead there are made. */
async function placeOf({ root, rename }: Unpacking, name: string): Promise<string> {
  const path = resolve(root, rename(name));
  const inside = relative(root, path);
  if (inside.startsWith('..') || resolve(root, inside) !== path) throw escapes(name);
  await makeParents(root, path, name);
  return path;
}

/** A further name of a file that came before; a link there could lead to a file of somebody else's. */
async function hardLink(target: string, path: string, entry: TarEntry): Promise<void> {
  const existing = await lstat(target).catch(() => undefined);
  if (existing?.isFile() !== true) throw escapes(entry.name);
  if (target === path) return;
  await rm(path, { force: true });
  await link(target, path);
}

async function setAttributes(path: string, { mode, modified }: TarEntry): Promise<void> {
  await chmod(path, mode);
  await utimes(path, modified, modified);
}

/** Every folder on the way must be a folder, not a link to somewhere else. */
async function makeParents(root: string, path: string, name: string): Promise<void> {
  const parts = relative(root, dirname(path)).split('/').filter(Boolean);
  let at = root;
  for (const part of parts) {
    at = join(at, part);
    const existing = await lstat(at).catch(() => undefined);
    if (existing === undefined) await mkdir(at);
    else if (!existing.isDirectory()) throw escapes(name);
  }
}

async function writeFile(path: string, entry: TarEntry): Promise<void> {
  // A link of that name would lead the file elsewhere.
  await rm(path, { force: true });
  const file = createWriteStream(path, { flags: 'wx', mode: entry.mode });
  for await (const chunk of entry.content) if (!file.write(chunk)) await once(file, 'drain');
  file.end();
  await once(file, 'close');
}

function escapes(name: string): UserError {
  return new UserError(
    'archive-escapes',
    `the archive's entry ${JSON.stringify(name)} lies outside of the destination`,
  );
}
