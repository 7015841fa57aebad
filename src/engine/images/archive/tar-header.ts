/** Reads one header block, and what extended headers change in it. */
import {
  ArchiveError,
  checksumMatches,
  fields,
  readNumber,
  readText,
  type TarEntry,
  type TarType,
} from './tar-format.ts';

export interface TarHeader {
  /** The type flag as it is in the archive. */
  flag: string;
  /** Bytes that follow the header. */
  size: number;
  entry: TarEntry;
}

const types: Record<string, TarType> = {
  '\0': 'file',
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'character',
  '4': 'block',
  '5': 'directory',
  '6': 'fifo',
  '7': 'file',
  S: 'file',
};

/** Flags of members that are about other members; volume labels among them. */
const extraFlags = new Set(['x', 'g', 'L', 'K', 'V']);

/** Undefined for an empty block. @throws ArchiveError */
export function readHeader(block: Buffer): TarHeader | undefined {
  if (block[0] === 0 && block.every((byte) => byte === 0)) return undefined;
  if (!checksumMatches(block)) throw new ArchiveError('invalid tar header');
  const flag = readText(block, fields.type) || '\0';
  const type = types[flag] ?? (extraFlags.has(flag) ? 'file' : undefined);
  if (type === undefined) throw new ArchiveError(`unhandled tar header type ${JSON.stringify(flag)}`);
  const size = readNumber(block, fields.size);
  if (size < 0) throw new ArchiveError('invalid tar header');
  const isDevice = type === 'character' || type === 'block';
  const name = readName(block);
  return {
    flag,
    size: type === 'file' ? size : 0,
    entry: {
      type: type === 'file' && name.endsWith('/') ? 'directory' : type,
      name,
      linkName: readText(block, fields.linkName),
      mode: readNumber(block, fields.mode) & 0o7777,
      uid: readNumber(block, fields.uid),
      gid: readNumber(block, fields.gid),
      size: type === 'file' ? size : 0,
      mtime: readNumber(block, fields.mtime),
      major: isDevice ? readNumber(block, fields.major) : 0,
      minor: isDevice ? readNumber(block, fields.minor) : 0,
      attributes: new Map(),
    },
  };
}

function readName(block: Buffer): string {
  const name = readText(block, fields.name);
  // GNU's own magic ("ustar  ") uses the prefix field for other things.
  const hasPrefix = block.toString('latin1', 257, 263) === 'ustar\0' && block[345] !== 0;
  return hasPrefix ? `${readText(block, fields.prefix)}/${name}` : name;
}

const attributePrefix = 'SCHILY.xattr.';

/** Lets extended headers replace what the header says. */
export function applyExtras(header: TarHeader, extras: Map<string, string>): TarHeader {
  const { entry } = header;
  for (const [key, value] of extras) {
    if (key === 'size') {
      if (entry.type === 'file') {
        header.size = readDecimal(value);
        entry.size = header.size;
      }
    } else if (key.startsWith(attributePrefix)) {
      entry.attributes.set(key.slice(attributePrefix.length), Buffer.from(value, 'latin1'));
    } else applyExtra(entry, key, value);
  }
  for (const text of [entry.name, entry.linkName]) {
    if (text.includes('\0')) throw new ArchiveError('invalid tar header: a name contains NUL');
  }
  return header;
}

function applyExtra(entry: TarEntry, key: string, value: string): void {
  switch (key) {
    case 'path':
    case 'GNU.sparse.name':
      entry.name = value;
      if (entry.type === 'file' && value.endsWith('/')) entry.type = 'directory';
      break;
    case 'linkpath':
      entry.linkName = value;
      break;
    case 'uid':
      entry.uid = readDecimal(value);
      break;
    case 'gid':
      entry.gid = readDecimal(value);
      break;
    case 'mtime':
      entry.mtime = readTime(value);
      break;
    default:
      break;
  }
}

function readDecimal(text: string): number {
  if (!/^[0-9]{1,15}$/.test(text)) throw new ArchiveError('invalid tar header: damaged extended header');
  return Number(text);
}

function readTime(text: string): number {
  if (!/^-?[0-9]{1,12}(?:\.[0-9]*)?$/.test(text)) {
    throw new ArchiveError('invalid tar header: damaged extended header');
  }
  return Number(text);
}
