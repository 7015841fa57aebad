import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { lstat, mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../../shared/index.ts';
import { blockSize } from './tar.ts';

interface Entry {
  name: string;
  link: string;
  type: string;
  size: number;
  mode: number;
}

/**
 * Writes an archive's files into a folder, each under the name that `rename` gives it (nothing: the folder itself). Whatever the archive
 * says, nothing is written outside of the folder, and not through symbolic links that the archive made.
 */
export async function unpackTar(
  source: AsyncIterable<Uint8Array>,
  folder: string,
  rename: (name: string) => string,
): Promise<void> {
  const reader = new BlockReader(source);
  const root = resolve(folder);
  let long: { path?: string; linkpath?: string; size?: string } = {};
  for (;;) {
    const header = await reader.take(blockSize);
    if (header === undefined || header.every((byte) => byte === 0)) return;
    const entry = parseHeader(header);
    if (entry.type === 'x' || entry.type === 'L' || entry.type === 'K') {
      const text = (await reader.content(entry.size)).toString('utf8');
      if (entry.type === 'x') long = { ...long, ...parsePax(text) };
      else if (entry.type === 'L') long.path = text.replace(/\0+$/, '');
      else long.linkpath = text.replace(/\0+$/, '');
      continue;
    }
    if (long.path !== undefined) entry.name = long.path;
    if (long.linkpath !== undefined) entry.link = long.linkpath;
    if (long.size !== undefined) entry.size = Number(long.size);
    long = {};
    await writeEntry(reader, root, entry, rename(entry.name.replace(/\/+$/, '')));
  }
}

async function writeEntry(reader: BlockReader, root: string, entry: Entry, name: string): Promise<void> {
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
  } else if (entry.type === '0' || entry.type === '\0') await writeFile(reader, path, entry);
  else await reader.skip(entry.size);
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

async function writeFile(reader: BlockReader, path: string, entry: Entry): Promise<void> {
  // A link of that name would lead the file elsewhere.
  await rm(path, { force: true });
  const file = createWriteStream(path, { flags: 'wx', mode: entry.mode });
  for await (const chunk of reader.stream(entry.size)) if (!file.write(chunk)) await once(file, 'drain');
  file.end();
  await once(file, 'close');
}

function escapes(name: string): UserError {
  return new UserError(
    'archive-escapes',
    `the archive's entry ${JSON.stringify(name)} lies outside of the destination`,
  );
}

function parseHeader(block: Buffer): Entry {
  const text = (at: number, length: number): string =>
    block.toString('utf8', at, at + length).replace(/\0.*$/s, '');
  const prefix = block.toString('latin1', 257, 262) === 'ustar' && block[263] !== 0x20 ? text(345, 155) : '';
  const name = text(0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    link: text(157, 100),
    type: String.fromCharCode(block[156] ?? 0),
    size:
      (block[124] ?? 0) & 0x80
        ? Number(block.readBigUInt64BE(128))
        : Number.parseInt(text(124, 12).trim() || '0', 8),
    mode: Number.parseInt(text(100, 8).trim() || '0', 8) & 0o777,
  };
}

/** Records of the form `<length> <key>=<value>\n`, the length in bytes. */
function parsePax(text: string): Record<string, string> {
  const records: Record<string, string> = {};
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    const length = Number.parseInt(bytes.toString('latin1', 0, 16), 10);
    if (!(length > 0)) break;
    const record = bytes.toString('utf8', 0, length - 1);
    const [key = '', value = ''] = record.slice(record.indexOf(' ') + 1).split(/=(.*)/s);
    records[key] = value;
    bytes = bytes.subarray(length);
  }
  return records;
}

/** Reads exact numbers of bytes from a stream of chunks. */
class BlockReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Undefined at the end of the stream. */
  async take(length: number): Promise<Buffer | undefined> {
    while (this.#rest.length < length) if (!(await this.#more())) return undefined;
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return bytes;
  }

  /** An entry's content, without its padding. */
  async content(size: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.stream(size)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  async skip(size: number): Promise<void> {
    for await (const _chunk of this.stream(size));
  }

  async *stream(size: number): AsyncGenerator<Buffer, void, undefined> {
    for (let left = size; left > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more()))
        throw new Error('the archive ends in the middle of a file');
      const chunk = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(chunk.length);
      left -= chunk.length;
      yield chunk;
    }
    await this.take((blockSize - (size % blockSize)) % blockSize);
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#rest = this.#rest.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}
