import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveInRoot } from './rooted-path.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'rooted-'));
  mkdirSync(join(root, 'etc'));
  symlinkSync('/etc', join(root, 'absolute'));
  symlinkSync('../../../../etc', join(root, 'climbing'));
  symlinkSync('loop', join(root, 'loop'));
});
afterAll(() => rmSync(root, { recursive: true }));

test.each([
  ['/etc/passwd', 'etc/passwd'],
  ['/../../etc', 'etc'],
  ['/absolute/passwd', 'etc/passwd'],
  ['/climbing/passwd', 'etc/passwd'],
  ['/not/there/../here', 'not/here'],
  ['/', ''],
])('%s', (path, expected) => {
  expect(resolveInRoot(root, path)).toBe(join(root, expected));
});

test('the last link can be kept', () => {
  expect(resolveInRoot(root, '/absolute', { followLast: false })).toBe(join(root, 'absolute'));
});

test('a circle of links is an error', () => {
  expect(() => resolveInRoot(root, '/loop')).toThrow('ELOOP');
});
