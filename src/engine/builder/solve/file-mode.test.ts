import { expect, test } from 'vitest';
import { applyMode, checkMode } from './file-mode.ts';

test.each([
  ['755', 0o600, false, 0o755],
  ['4755', 0o600, false, 0o4755],
  ['u+x', 0o644, false, 0o744],
  ['go-rwx', 0o755, false, 0o700],
  ['a=rX', 0o755, false, 0o555],
  ['a=rX', 0o644, false, 0o444],
  ['a=rX', 0o700, true, 0o555],
  ['u=rwX,go=rX', 0o600, true, 0o755],
  ['g=u', 0o640, false, 0o660],
  ['+t', 0o777, true, 0o1777],
  ['u+s', 0o755, false, 0o4755],
])('%s on %o (folder: %s)', (text, before, isFolder, after) => {
  expect(applyMode(text, before, isFolder)).toBe(after);
});

test.each(['', '8', '77777', 'u', 'x+u', 'u+q'])('%s is refused', (text) => {
  expect(() => checkMode(text)).toThrow();
});
