import { expect, test } from 'vitest';
import { crumbsOf, joinPath, modeWords, targetOf } from './file-paths.ts';

test('a path is taken apart and put together', () => {
  expect(crumbsOf('/var/log')).toEqual([
    { name: '/', path: '/' },
    { name: 'var', path: '/var' },
    { name: 'log', path: '/var/log' },
  ]);
  expect(crumbsOf('/')).toHaveLength(1);
  expect([joinPath('/', 'a'), joinPath('/a', 'b')]).toEqual(['/a', '/a/b']);
});

test.each([
  ['/var/run', '/run', '/run'],
  ['/usr/bin', '../lib/./x', '/usr/lib/x'],
  ['/a', '../../../b', '/b'],
])('from %s the link %s leads to %s', (folder, target, expected) => {
  expect(targetOf(folder, target)).toBe(expected);
});

test.each([
  [0o755, 'rwxr-xr-x'],
  [0o1777, 'rwxrwxrwt'],
  [0o4711, 'rws--x--x'],
  [0o2640, 'rw-r-S---'],
])('%o is %s', (mode, words) => {
  expect(modeWords(mode)).toBe(words);
});
