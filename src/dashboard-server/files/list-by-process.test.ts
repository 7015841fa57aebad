import { expect, test } from 'vitest';
import { entriesIn } from './list-by-process.ts';

const mark = '<1234>';

test('entries of a folder, as stat prints them; a name may have line ends and look like an entry', () => {
  const output = [
    `${mark}41ed 4096 0 0 1700000000 /etc\n`,
    `${mark}81a4 12 1000 100 1700000001 /a b\n41ed 1 0 0 1 fake\n`,
    `${mark}a1ff 7 0 0 1700000002 /bin\n`,
  ].join('');
  expect(entriesIn(output, mark)).toEqual([
    { name: 'etc', kind: 'folder', size: 0, mode: 0o755, user: 0, group: 0, modified: 1_700_000_000_000 },
    {
      name: 'a b\n41ed 1 0 0 1 fake',
      kind: 'file',
      size: 12,
      mode: 0o644,
      user: 1000,
      group: 100,
      modified: 1_700_000_001_000,
    },
    { name: 'bin', kind: 'link', size: 0, mode: 0o777, user: 0, group: 0, modified: 1_700_000_002_000 },
  ]);
});

test('what another program of that name prints is no list', () => {
  expect(entriesIn('usage: find\n', mark)).toBeUndefined();
  expect(entriesIn(`${mark}%f %s\n`, mark)).toBeUndefined();
});

test('an empty folder', () => {
  expect(entriesIn('', mark)).toEqual([]);
});
