import { array, assert, integer, nat, property, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPaxRecords, parsePaxRecords } from './pax-records.ts';
import { ArchiveError, type TarEntry } from './tar-format.ts';
import { TarReader } from './tar-reader.ts';
import { endOfArchive, padding, plainEntry, writeHeader } from './tar-writer.ts';

interface ReadMember {
  entry: TarEntry;
  content: Buffer;
}

/** Bytes of a file that are looked at: a header may claim any size. */
const maxContent = 1 << 16;

/** Reads an archive in pieces of a size. */
function read(archive: Buffer, pieceBytes = archive.length): ReadMember[] {
  const members: ReadMember[] = [];
  const reader = new TarReader({
    begin: (entry) => members.push({ entry, content: Buffer.alloc(Math.min(entry.size, maxContent)) }),
    data: (piece, position) => {
      if (position + piece.length <= maxContent) members.at(-1)?.content.set(piece, position);
    },
    end: () => {},
  });
  for (let at = 0; at < archive.length; at += pieceBytes) reader.push(archive.subarray(at, at + pieceBytes));
  reader.finish();
  return members;
}

function member(entry: Partial<TarEntry> & { name: string }, content = ''): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([
    writeHeader({ ...plainEntry(entry.name, bytes.length), ...entry }),
    bytes,
    padding(bytes.length),
  ]);
}

/** Members as GNU tar writes them, that our writer has no need of. */
function raw(flag: string, size: number, change: (header: Buffer) => void = () => {}): Buffer {
  const header = writeHeader({ ...plainEntry('././@LongLink', size) });
  header.write(flag, 156);
  change(header);
  header.write('        ', 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

describe('what the writer writes is read again', () => {
  const entries: (Partial<TarEntry> & { name: string })[] = [
    { name: 'file', mode: 0o4755, uid: 1000, gid: 100, mtime: 1_700_000_000 },
    { name: 'folder/', mode: 0o1777 },
    { name: `${'d/'.repeat(60)}deep` },
    { name: 'x'.repeat(150) },
    { name: `${'x'.repeat(200)}/${'y'.repeat(200)}` },
    { name: 'link', type: 'symlink', linkName: 'l'.repeat(300) },
    { name: 'hard', type: 'hardlink', linkName: 'file' },
    { name: 'null', type: 'character', major: 1, minor: 3 },
    { name: 'fifo', type: 'fifo' },
    { name: 'big ids', uid: 4_000_000_000, gid: 3_000_000 },
    { name: Buffer.from('Grüße').toString('latin1') },
    { name: '\xff\xfe not UTF-8' },
    {
      name: 'capable',
      attributes: new Map([['security.capability', Buffer.from([1, 0, 0, 2, 0, 10, 255])]]),
    },
    { name: 'old', mtime: -5 },
  ];

  test.each(entries)('$name', (entry) => {
    const [first] = read(Buffer.concat([member(entry), endOfArchive]));
    expect(first?.entry).toEqual({ ...plainEntry(entry.name, 0), ...entry });
  });

  test.each([1, 7, 511, 512, 513, 4096])('in pieces of %i bytes', (pieceBytes) => {
    const archive = Buffer.concat([
      ...entries.map((entry) => member(entry)),
      member({ name: 'a' }, 'x'.repeat(1300)),
      endOfArchive,
    ]);
    const members = read(archive, pieceBytes);
    expect(members.map(({ entry }) => entry.name)).toEqual([...entries.map(({ name }) => name), 'a']);
    expect(members.at(-1)?.content.toString()).toBe('x'.repeat(1300));
  });
});

describe("GNU tar's own forms", () => {
  test('long names and link names', () => {
    const [name, target] = ['n'.repeat(200), 't'.repeat(250)];
    const archive = Buffer.concat([
      raw('L', name.length + 1),
      Buffer.from(`${name}\0`.padEnd(512, '\0')),
      raw('K', target.length + 1),
      Buffer.from(`${target}\0`.padEnd(512, '\0')),
      member({ name: 'short', type: 'symlink', linkName: 'short' }),
      endOfArchive,
    ]);
    expect(read(archive)[0]?.entry).toMatchObject({ name, linkName: target });
  });

  test('base-256 numbers', () => {
    const header = raw('0', 0, (block) => {
      block.write('80000000ee6b2800', 108, 'hex');
    });
    expect(read(Buffer.concat([header, endOfArchive]))[0]?.entry.uid).toBe(4_000_000_000);
  });

  test('sparse files of the old format', () => {
    const header = raw('S', 8, (block) => {
      for (const [at, offset, length] of [
        [386, 1000, 4],
        [410, 5000, 4],
      ] as const) {
        block.write(offset.toString(8).padStart(11, '0'), at);
        block.write(length.toString(8).padStart(11, '0'), at + 12);
      }
      block.write((6000).toString(8).padStart(11, '0'), 483);
    });
    const [file] = read(
      Buffer.concat([header, Buffer.from('aaaabbbb'.padEnd(512, '\0')), endOfArchive]),
      100,
    );
    expect(file?.entry.size).toBe(6000);
    expect(file?.content.toString('latin1', 998, 1006)).toBe('\0\0aaaa\0\0');
    expect(file?.content.toString('latin1', 5000, 5004)).toBe('bbbb');
  });

  test.each([
    [
      '0.0',
      ['GNU.sparse.size', '6000'],
      ['GNU.sparse.offset', '1000'],
      ['GNU.sparse.numbytes', '4'],
      ['GNU.sparse.offset', '5000'],
      ['GNU.sparse.numbytes', '4'],
    ],
    ['0.1', ['GNU.sparse.size', '6000'], ['GNU.sparse.map', '1000,4,5000,4']],
  ] as [string, ...[string, string][]][])('sparse files of pax format %s', (_, ...records) => {
    const extra = formatPaxRecords(records);
    const archive = Buffer.concat([
      raw('x', extra.length),
      extra,
      padding(extra.length),
      member({ name: 'f' }, 'aaaabbbb'),
      endOfArchive,
    ]);
    const [file] = read(archive);
    expect(file?.entry.size).toBe(6000);
    expect(file?.content.toString('latin1', 5000, 5004)).toBe('bbbb');
  });

  test('sparse files of pax format 1.0', () => {
    const extra = formatPaxRecords([
      ['GNU.sparse.major', '1'],
      ['GNU.sparse.minor', '0'],
      ['GNU.sparse.name', 'real'],
      ['GNU.sparse.realsize', '6000'],
    ]);
    const map = '2\n1000\n4\n5000\n4\n'.padEnd(512, '\0');
    const archive = Buffer.concat([
      raw('x', extra.length),
      extra,
      padding(extra.length),
      member({ name: 'f' }, `${map}aaaabbbb`),
      endOfArchive,
    ]);
    const [file] = read(archive, 300);
    expect(file?.entry).toMatchObject({ name: 'real', size: 6000 });
    expect(file?.content.toString('latin1', 1000, 1004)).toBe('aaaa');
  });
});

describe('what is damaged is refused', () => {
  const pax = (text: string): Buffer => {
    const data = Buffer.from(text);
    return Buffer.concat([
      raw('x', data.length),
      data,
      padding(data.length),
      member({ name: 'f' }),
      endOfArchive,
    ]);
  };

  test.each([
    ['a cut header', member({ name: 'f' }).subarray(0, 200), 'unexpected EOF'],
    ['a cut file', member({ name: 'f' }, 'content').subarray(0, 515), 'unexpected EOF'],
    ['a record longer than the header', pax('99 path=x\n'), 'damaged extended header'],
    ['a record without a value', pax('7 path\n'), 'damaged extended header'],
    ['a name with NUL', pax('11 path=a\0\n'), 'contains NUL'],
    ['a size that is none', pax('11 size=-1\n'), 'damaged extended header'],
    ['a sparse map beyond the file', pax('22 GNU.sparse.size=10\n24 GNU.sparse.map=50,10\n'), 'sparse map'],
    ['an unknown type', raw('Q', 0), 'unhandled tar header type'],
    ['an endless name', raw('L', 1 << 21), 'too long'],
  ])('%s', (_, archive, message) => {
    expect(() => read(archive)).toThrow(message);
  });

  test('records survive both ways', () => {
    const records: [string, string][] = [
      ['path', 'x'.repeat(95)],
      ['a', ''],
      ['b', '=\n='],
    ];
    expect([...parsePaxRecords(formatPaxRecords(records))]).toEqual(records);
  });
});

test('whatever the bytes are, the only failure is a refusal', () => {
  const good = Buffer.concat([
    member({ name: 'x'.repeat(300), attributes: new Map([['user.a', Buffer.from('b')]]) }, 'content'),
    member({ name: 'folder/' }),
    endOfArchive,
  ]);
  assert(
    property(
      array(tuple(nat(good.length - 1), nat(255)), { maxLength: 8 }),
      integer({ min: 1, max: 700 }),
      (changes, pieceBytes) => {
        const archive = Buffer.from(good);
        for (const [at, value] of changes) archive[at] = value;
        repairChecksums(archive);
        try {
          read(archive, pieceBytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ArchiveError);
        }
      },
    ),
    { numRuns: 300 },
  );
});

/** So that changes reach further than the checksum. */
function repairChecksums(archive: Buffer): void {
  for (let at = 0; at + 512 <= archive.length; at += 512) {
    const block = archive.subarray(at, at + 512);
    if (block.toString('latin1', 257, 262) !== 'ustar') continue;
    block.write('        ', 148);
    const sum = block.reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  }
}
