import { createReadStream, type Stats } from 'node:fs';
import { lstat, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../shared/index.ts';
import { blockSize, tarHeader } from './tar.ts';

/** A file or folder of the host as a tar archive in which it is called `name`; owners as they are. */
export async function* packPath(
  path: string,
  name: string,
  options: { followLink: boolean },
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* packEntry(path, name, await (options.followLink ? stat : lstat)(path));
  yield Buffer.alloc(2 * blockSize);
}

async function* packEntry(
  path: string,
  name: string,
  stats: Stats,
): AsyncGenerator<Uint8Array, void, undefined> {
  const fields = entryFields(name, stats);
  if (stats.isDirectory()) {
    yield tarHeader({ ...fields, path: `${name}/` }, '5', 0);
    for (const child of (await readdir(path)).sort()) {
      yield* packEntry(join(path, child), `${name}/${child}`, await lstat(join(path, child)));
    }
  } else if (stats.isSymbolicLink()) yield tarHeader({ ...fields, link: await readlink(path) }, '2', 0);
  else if (stats.isFile()) yield* packFile(path, fields, stats.size);
}

type EntryFields = Parameters<typeof tarHeader>[0];

function entryFields(path: string, stats: Stats): EntryFields {
  return { path, mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid, modified: stats.mtimeMs / 1000 };
}

/** One regular file: header, content, padding. Fails when the file shrinks meanwhile, which would break the archive. */
export async function* packFile(
  path: string,
  fields: EntryFields,
  size: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield tarHeader(fields, '0', size);
  let sent = 0;
  if (size > 0) {
    for await (const chunk of createReadStream(path, { end: size - 1 })) {
      const bytes = chunk as Buffer;
      sent += bytes.length;
      yield bytes;
    }
  }
  if (sent !== size) throw new UserError('file-changed', `${path} changed while it was sent to the engine`);
  const missing = (blockSize - (size % blockSize)) % blockSize;
  if (missing > 0) yield Buffer.alloc(missing);
}
