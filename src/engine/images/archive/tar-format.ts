/** The tar format as POSIX.1-2017 (pax), GNU tar and Go's archive/tar write it: constants and number fields. */

export const blockSize = 512;

export type TarType = 'file' | 'hardlink' | 'symlink' | 'character' | 'block' | 'directory' | 'fifo';

/**
 * One member. Names are byte strings (one character per byte, "latin1"): archives need not be UTF-8.
 */
export interface TarEntry {
  type: TarType;
  name: string;
  linkName: string;
  mode: number;
  uid: number;
  gid: number;
  /** Bytes of the file as it will be; less may be in the archive when it is sparse. */
  size: number;
  /** Unix seconds, with fraction. */
  mtime: number;
  major: number;
  minor: number;
  /** Extended attributes (`SCHILY.xattr.*`). */
  attributes: Map<string, Buffer>;
  /** Where the archive's bytes belong, when the file is sparse. */
  sparse?: SparseRegion[];
}

export interface SparseRegion {
  offset: number;
  length: number;
}

type Field = readonly [offset: number, length: number];

type FieldName =
  | 'name'
  | 'mode'
  | 'uid'
  | 'gid'
  | 'size'
  | 'mtime'
  | 'checksum'
  | 'type'
  | 'linkName'
  | 'magic'
  | 'major'
  | 'minor'
  | 'prefix';

/** Byte offsets and lengths of the header's fields. */
export const fields: Record<FieldName, Field> = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  linkName: [157, 100],
  magic: [257, 8],
  major: [329, 8],
  minor: [337, 8],
  prefix: [345, 155],
};

/** Refused because the archive is damaged or hostile; the message names the member where there is one. */
export class ArchiveError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ArchiveError';
  }
}

/** Text up to the first NUL. */
export function readText(block: Buffer, [offset, length]: readonly [number, number]): string {
  const end = block.indexOf(0, offset);
  return block.toString('latin1', offset, end === -1 || end > offset + length ? offset + length : end);
}

/** An octal field, or GNU's base-256 form for what does not fit. */
export function readNumber(block: Buffer, field: readonly [number, number]): number {
  const [offset, length] = field;
  const first = block[offset] ?? 0;
  if (first & 0x80) return readBase256(block, offset, length);
  const text = readText(block, field).trim();
  if (text === '') return 0;
  if (!/^[0-7]+$/.test(text)) throw new ArchiveError('invalid tar header');
  return Number.parseInt(text, 8);
}

function readBase256(block: Buffer, offset: number, length: number): number {
  const bytes = block.subarray(offset, offset + length);
  const hex = bytes.toString('hex');
  const bits = BigInt(length * 8 - 1);
  // The first bit only marks the form; what follows is a two's complement number.
  const value = BigInt.asIntN(Number(bits), BigInt(`0x${hex}`));
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new ArchiveError('invalid tar header');
  return number;
}

/** Sum of all bytes, with the checksum field itself taken as blanks; old tars summed signed bytes. */
export function checksumMatches(block: Buffer): boolean {
  const stored = readNumber(block, fields.checksum);
  const [start, length] = fields.checksum;
  let unsigned = 0;
  let signed = 0;
  for (let index = 0; index < blockSize; index++) {
    const byte = index >= start && index < start + length ? 32 : (block[index] ?? 0);
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return stored === unsigned || stored === signed;
}

/** Bytes that fill the last block. */
export function paddingOf(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize;
}
