import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openTrash } from './trash.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tutti-trash-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test('what is taken is gone at once, and deleted later, also what an earlier process had taken', async () => {
  const folder = join(root, 'trash');
  mkdirSync(join(folder, '-rf-left/over'), { recursive: true });
  const place = join(root, 'place');
  mkdirSync(join(place, 'deep'), { recursive: true });
  writeFileSync(join(place, 'deep/file'), 'content');

  const trash = openTrash(folder);
  trash.take(place);
  trash.take(join(root, 'absent'));

  expect(existsSync(place)).toBe(false);
  await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]), { timeout: 10_000 });
});
