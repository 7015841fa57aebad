/** Writes tar headers: ustar where a member fits into it, else with a pax extended header. The same member gives the same bytes. */
import { formatPaxRecords } from './pax-records.ts';
import { blockSize, fields, paddingOf, type TarEntry, type TarType } from './tar-format.ts';

const flags: Record<TarType, string> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  character: '3',
  block: '4',
  directory: '5',
  fifo: '6',
};

/** The two empty blocks that end an archive. */
export const endOfArchive: Buffer = Buffer.alloc(2 * blockSize);

/** The zeros after a member's bytes. */
export function padding(size: number): Buffer {
  return Buffer.alloc(paddingOf(size));
}

/** An entry of an ordinary file with root as owner, for archives that we compose ourselves. */
export function plainEntry(name: string, size: number, mtime = 0): TarEntry {
  const type = name.endsWith('/') ? 'directory' : 'file';
  return {
    type,
    name,
    linkName: '',
    mode: type === 'directory' ? 0o755 : 0o644,
    uid: 0,
    gid: 0,
    size,
    mtime,
    major: 0,
    minor: 0,
    attributes: new Map(),
  };
}

/** All blocks in front of the member's bytes. */
export function writeHeader(entry: TarEntry): Buffer {
  const records = paxRecordsOf(entry);
  if (records.length === 0) return headerBlock(entry, flags[entry.type], entry.name, entry.size);
  const data = formatPaxRecords(records);
  const paxEntry = { ...plainEntry('', data.length), name: paxName(entry.name), mode: 0 };
  return Buffer.concat([
    headerBlock(paxEntry, 'x', paxEntry.name, data.length),
    data,
    padding(data.length),
    headerBlock(entry, flags[entry.type], entry.name, entry.size),
  ]);
}

function paxName(name: string): string {
  const base = name.replace(/\/$/, '').split('/').at(-1) ?? '';
  return `PaxHeaders.0/${base}`.slice(0, 100);
}

function toBytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

const maxOctal = { short: 0o7777777, long: 0o77777777777 } as const;

function paxRecordsOf(entry: TarEntry): [string, Buffer][] {
  const records: [string, string | Buffer][] = [];
  if (splitName(entry.name) === undefined || !isAscii(entry.name))
    records.push(['path', toBytes(entry.name)]);
  if (entry.linkName.length > 100 || !isAscii(entry.linkName))
    records.push(['linkpath', toBytes(entry.linkName)]);
  if (entry.uid > maxOctal.short) records.push(['uid', String(entry.uid)]);
  if (entry.gid > maxOctal.short) records.push(['gid', String(entry.gid)]);
  if (entry.size > maxOctal.long) records.push(['size', String(entry.size)]);
  if (!Number.isInteger(entry.mtime) || entry.mtime < 0 || entry.mtime > maxOctal.long)
    records.push(['mtime', String(entry.mtime)]);
  for (const [name, value] of entry.attributes) records.push([`SCHILY.xattr.${name}`, value]);
  return records.map(([key, value]) => [key, Buffer.from(value)]);
}

/** Name and prefix as ustar splits them at a slash; undefined when it does not fit. */
function splitName(name: string): { name: string; prefix: string } | undefined {
  if (name.length <= 100) return { name, prefix: '' };
  const slash = name.indexOf('/', Math.max(0, name.length - 101));
  const valid = slash > 0 && slash <= 155 && slash < name.length - 1;
  return valid ? { name: name.slice(slash + 1), prefix: name.slice(0, slash) } : undefined;
}

function headerBlock(entry: TarEntry, flag: string, name: string, size: number): Buffer {
  const block = Buffer.alloc(blockSize);
  const split = splitName(name) ?? { name: name.slice(0, 100), prefix: '' };
  const put = ([offset, length]: readonly [number, number], text: string): void => {
    block.write(text.slice(0, length), offset, 'latin1');
  };
  const octal = (field: readonly [number, number], value: number): void => {
    const digits = field[1] - 1;
    const shown = value < 0 || value >= 8 ** digits ? 0 : Math.floor(value);
    put(field, shown.toString(8).padStart(digits, '0'));
  };
  put(fields.name, split.name);
  octal(fields.mode, entry.mode);
  octal(fields.uid, entry.uid);
  octal(fields.gid, entry.gid);
  octal(fields.size, size);
  octal(fields.mtime, entry.mtime);
  put(fields.type, flag);
  put(fields.linkName, entry.linkName);
  put(fields.magic, 'ustar\u000000');
  octal(fields.major, entry.major);
  octal(fields.minor, entry.minor);
  put(fields.prefix, split.prefix);
  put(fields.checksum, ' '.repeat(8));
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(fields.checksum, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}
