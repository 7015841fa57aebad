import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { lstat, mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../../shared/index.ts';
import { type TarEntry, tarEntries } from './read-tar.ts';

/**
 * Writes an archive's files into a folder, each under the name that `rename` gives it (nothing: the folder itself). Whatever the archive
 * says, nothing is written outside of the folder, and not through symbolic links that the archive made.
 */
export async function unpackTar(
  source: AsyncIterable<Uint8Array>,
  folder: string,
  rename: (name: string) => string,
): Promise<void> {
  const root = resolve(folder);
  for await (const entry of tarEntries(source)) {
    await writeEntry(root, entry, rename(entry.name.replace(/\/+$/, '')));
  }
}

async function writeEntry(root: string, entry: TarEntry, name: string): Promise<void> {
  const path = resolve(root, name);
  const inside = relative(root, path);
  if (inside.startsWith('..') || resolve(root, inside) !== path) throw escapes(entry.name);
  await makeParents(root, path, entry.name);
  if (entry.type === '5') {
    const existing = await lstat(path).catch(() => undefined);
    if (existing === undefined) await mkdir(path, { mode: entry.mode });
    else if (!existing.isDirectory()) throw escapes(entry.name);
  } else if (entry.type === '2') {
    await rm(path, { force: true });
    await symlink(entry.link, path);
  } else if (entry.type === '0' || entry.type === '\0') await writeFile(path, entry);
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
