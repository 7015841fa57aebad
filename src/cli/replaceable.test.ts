import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkReplaceable } from './replaceable.ts';

test('neither a folder nor a device gives way to an archive', () => {
  expect(() => checkReplaceable(tmpdir(), 'x')).toThrow('cannot write to a directory');
  expect(() => checkReplaceable('/dev/null', '/dev/null')).toThrow(
    'invalid output path: "/dev/null" must be a directory or a regular file: got a device',
  );
  checkReplaceable(import.meta.filename, 'x');
  checkReplaceable(join(tmpdir(), 'no-such-file'), 'x');
});
