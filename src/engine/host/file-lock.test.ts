import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFileLock } from './file-lock.ts';

test('a lock has one holder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-lock-'));
  try {
    const first = openFileLock(join(folder, 'lock'));
    const second = openFileLock(join(folder, 'lock'));
    expect(first.tryTake()).toBe(true);
    expect(first.tryTake()).toBe(true);
    expect(second.tryTake()).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
