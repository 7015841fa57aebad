import { blockSize } from './tar.ts';

/** One entry of an archive (POSIX ustar, with pax records and GNU's long names). */
export interface TarEntry {
  /** As the archive says it: hostile until checked. */
  name: string;
  link: string;
  /** `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` folder, `6` pipe. */
  type: string;
  /** Bytes. */
  size: number;
  /** Permission bits, with those for setuid, setgid and sticky. */
  mode: number;
  user: number;
  group: number;
  /** Unix seconds. */
  modified: number;
  /** To be read before the next entry, or not at all. */
  content: AsyncIterable<Buffer>;
}

/** Names and attributes that do not fit the header; nobody has longer ones in earnest. */
const longestRecords = 1024 * 1024;

/** An archive's entries as they come. */
export async function* tarEntries(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<TarEntry, void, undefined> {
  const reader = new BlockReader(source);
  try {
    let long: Record<string, string> = {};
    for (;;) {
      const header = await reader.take(blockSize);
      if (header === undefined || header.every((byte) => byte === 0)) return;
      const entry = parseHeader(header);
      if (entry.type === 'x' || entry.type === 'L' || entry.type === 'K' || entry.type === 'g') {
        if (entry.size > longestRecords) throw new Error('the archive has a name that is too long');
        const text = (await reader.content(entry.size)).toString('utf8');
        long = { ...long, ...longFields(entry.type, text) };
        continue;
      }
      const whole = { ...entry, ...fieldsOf(long) };
      long = {};
      const content = new Content(reader, whole.size);
      yield { ...whole, content };
      await content.skip();
    }
  } finally {
    await reader.cancel();
  }
}

function longFields(type: string, text: string): Record<string, string> {
  // Records for all entries to come are of no use to us.
  if (type === 'g') return {};
  if (type === 'x') return parsePax(text);
  return { [type === 'L' ? 'path' : 'linkpath']: text.replace(/\0+$/, '') };
}

type Header = Omit<TarEntry, 'content'>;

function fieldsOf({ path, linkpath, size, mtime, uid, gid }: Record<string, string>): Partial<Header> {
  return {
    ...(path === undefined ? {} : { name: path }),
    ...(linkpath === undefined ? {} : { link: linkpath }),
    ...(size === undefined ? {} : { size: Number(size) }),
    ...(mtime === undefined ? {} : { modified: Number(mtime) }),
    ...(uid === undefined ? {} : { user: Number(uid) }),
    ...(gid === undefined ? {} : { group: Number(gid) }),
  };
}

function parseHeader(block: Buffer): Header {
  const text = (at: number, length: number): string =>
    block.toString('utf8', at, at + length).replace(/\0.*$/s, '');
  const octal = (at: number, length: number): number => Number.parseInt(text(at, length).trim() || '0', 8);
  const prefix = block.toString('latin1', 257, 262) === 'ustar' && block[263] !== 0x20 ? text(345, 155) : '';
  const name = text(0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    link: text(157, 100),
    type: String.fromCharCode(block[156] ?? 0),
    size: (block[124] ?? 0) & 0x80 ? Number(block.readBigUInt64BE(128)) : octal(124, 12),
    mode: octal(100, 8) & 0o7777,
    user: octal(108, 8),
    group: octal(116, 8),
    modified: octal(136, 12),
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

/** The content of one entry; what nobody read is passed over. */
class Content implements AsyncIterable<Buffer> {
  readonly #stream: AsyncGenerator<Buffer, void, undefined>;

  constructor(reader: BlockReader, size: number) {
    this.#stream = reader.stream(size);
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    // Who stops in the middle does not end what lies below: the rest is to be passed over.
    return { next: () => this.#stream.next() };
  }

  async skip(): Promise<void> {
    for (;;) if ((await this.#stream.next()).done) return;
  }
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

  async cancel(): Promise<void> {
    await this.#source.return?.();
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
