import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localTarget } from './copy-target.ts';

const file = { name: 'source', mode: 0o644, linkTarget: '' };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'copy-target-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a device is never replaced', async () => {
  const refused = 'invalid output path: "/dev/null" must be a directory or a regular file: got a device';
  await expect(localTarget('/dev/null', file)).rejects.toThrow(refused);
  symlinkSync('/dev/null', join(folder, 'link'));
  await expect(localTarget(join(folder, 'link'), file)).rejects.toThrow('got a device');
});

test('links lead to the file or folder that is written', async () => {
  mkdirSync(join(folder, 'into'));
  symlinkSync('into', join(folder, 'to-folder'));
  symlinkSync('into/new', join(folder, 'to-nothing'));
  symlinkSync('loop', join(folder, 'loop'));
  const into = join(folder, 'into');
  expect(await localTarget(join(folder, 'to-folder'), file)).toEqual({ folder: into, name: 'source' });
  expect(await localTarget(join(folder, 'to-nothing'), file)).toEqual({ folder: into, name: 'new' });
  await expect(localTarget(join(folder, 'loop'), file)).rejects.toThrow('too many symlinks');
});
