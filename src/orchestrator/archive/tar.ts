/** A regular file for an archive. */
export interface TarFile {
  path: string;
  content: Uint8Array;
  mode: number;
  uid: number;
  gid: number;
  /** Seconds since the epoch; now when absent. */
  modified?: number;
}

export const blockSize = 512;

/** A tar archive (POSIX ustar, with pax records for names longer than 100 bytes). */
export function tarOf(files: TarFile[]): Buffer {
  const blocks = files.flatMap((file) => [tarHeader(file, '0', file.content.length), padded(file.content)]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)]);
}

export type TarType = '0' | '1' | '2' | '5';

/** The header of one entry (file, symbolic link, folder), with what goes before it when its name is long. */
export function tarHeader(
  entry: Omit<TarFile, 'content'> & { link?: string },
  type: TarType,
  size: number,
): Buffer {
  const path = entry.path.replace(/^\/+/, '');
  const long: [string, string][] = [];
  if (Buffer.byteLength(path) > 100) long.push(['path', path]);
  if (Buffer.byteLength(entry.link ?? '') > 100) long.push(['linkpath', entry.link ?? '']);
  const own = header({ ...entry, path, modified: entry.modified ?? Date.now() / 1000 }, type, size);
  if (long.length === 0) return own;
  const records = Buffer.concat(long.map(([key, value]) => paxRecord(key, value)));
  const fields = { path: 'PaxHeaders/entry', mode: 0o644, uid: 0, gid: 0, modified: 0 };
  return Buffer.concat([header(fields, 'x', records.length), padded(records), own]);
}

function header(
  fields: { path: string; mode: number; uid: number; gid: number; modified: number; link?: string },
  type: string,
  size: number,
): Buffer {
  const block = Buffer.alloc(blockSize);
  Buffer.from(fields.path).copy(block, 0, 0, 100);
  octal(block, 100, 8, fields.mode & 0o7777);
  octal(block, 108, 8, fields.uid);
  octal(block, 116, 8, fields.gid);
  number(block, 124, 12, size);
  octal(block, 136, 12, Math.max(0, Math.trunc(fields.modified)));
  block.fill(' ', 148, 156);
  block.write(type, 156);
  Buffer.from(fields.link ?? '').copy(block, 157, 0, 100);
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function octal(block: Buffer, at: number, length: number, value: number): void {
  block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
}

/** Sizes of 8 GiB and more do not fit the octal field and are written in binary (GNU). */
function number(block: Buffer, at: number, length: number, value: number): void {
  if (value < 8 ** (length - 1)) octal(block, at, length, value);
  else {
    block.writeUInt8(0x80, at);
    block.writeBigUInt64BE(BigInt(value), at + length - 8);
  }
}

/** One record: its own length in decimal, a space, key=value, a line feed. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

export function padded(content: Uint8Array): Buffer {
  const missing = (blockSize - (content.length % blockSize)) % blockSize;
  return Buffer.concat([content, Buffer.alloc(missing)]);
}
