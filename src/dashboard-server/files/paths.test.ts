import { expect, test } from 'vitest';
import { cleanPath, nameIn, plainName } from './paths.ts';

test.each([
  ['/a/../../etc/./x/', '/etc/x'],
  ['../../..', '/'],
  ['data', '/data'],
  ['//a//b', '/a/b'],
])('%s is %s', (given, clean) => expect(cleanPath(given)).toBe(clean));

test('what is no path, and what is no name', () => {
  expect(() => cleanPath('/a\0b')).toThrow('no path');
  for (const name of ['', '.', '..', 'a/b', 'a\0', 'x'.repeat(256)])
    expect(() => plainName(name)).toThrow('no name');
  expect(plainName('‮evil <b>')).toBe('‮evil <b>');
});

test.each([
  ['data/', 'data/x', 'x'],
  ['data/', 'data/x/', 'x'],
  ['data/', 'data/x/y', undefined],
  ['data/', 'data/', undefined],
  ['data/', 'database', undefined],
  ['/', 'bin/', 'bin'],
  ['./', './bin', 'bin'],
  ['/', '/etc/passwd', undefined],
])('in %s %s is %s', (root, entry, name) => expect(nameIn(root, entry)).toBe(name));
