import { expect, test } from 'vitest';
import { architectureOf } from './observe.ts';
import { isEmptyFolderArchive, parseDf } from './observe-inside.ts';

test('df of coreutils and of busybox', () => {
  const text = `Filesystem     1024-blocks    Used Available Capacity Mounted on
overlay          102400000 5000000  97400000       5% /
tmpfs                 1024    1024         0     100% /data
//server/share name   2048     512      1536      25% /mnt/a b
`;
  expect(parseDf(text)).toEqual([
    { mountPoint: '/', size: 104857600000, available: 99737600000 },
    { mountPoint: '/data', size: 1048576, available: 0 },
    { mountPoint: '/mnt/a b', size: 2097152, available: 1572864 },
  ]);
});

test('processors as images name them', () => {
  expect(['x86_64', 'aarch64', 'armv7l', 'i686', 's390x'].map(architectureOf)).toEqual([
    'amd64',
    'arm64',
    'arm',
    '386',
    's390x',
  ]);
});

/** A header as tar has it, of a type, with so many bytes of content. */
function member(type: string, content = ''): Buffer {
  const header = Buffer.alloc(512);
  header.write('name', 0);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write(type, 156);
  const data = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  data.write(content);
  return Buffer.concat([header, data]);
}

test.each<[string, Buffer[], boolean]>([
  ['an empty folder', [member('5')], true],
  ['with further attributes', [member('x', '30 mtime=1.5\n'), member('5')], true],
  ['a file in it', [member('5'), member('0', 'text')], false],
  ['a file', [member('0', 'text')], false],
])('archive of %s', (_, members, expected) => {
  expect(isEmptyFolderArchive(Buffer.concat([...members, Buffer.alloc(1024)]))).toBe(expected);
});
