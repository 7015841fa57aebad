import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTail } from './log-tail.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-tail-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A line of the file, with so many characters of text. */
const line = (mark: 'F' | 'P', length: number): string =>
  `2026-01-01T00:00:00.000000000Z stdout ${mark} ${'x'.repeat(length)}\n`;

/** Where each whole line begins; those of parts with the first of them. */
function beginsOf(lines: readonly string[]): number[] {
  const begins: number[] = [];
  let at = 0;
  let isOpen = false;
  for (const text of lines) {
    if (!isOpen) begins.push(at);
    isOpen = text[38] === 'P';
    at += text.length;
  }
  return begins;
}

// The file is read in pieces of 64 KiB: lines that end just where a piece begins, are longer than one, or made of parts.
const cases: Record<string, string[]> = {
  none: [],
  one: [line('F', 0)],
  short: Array.from({ length: 3_000 }, (_, i) => line('F', i % 90)),
  'of one length, at the edges of pieces': Array.from({ length: 4_096 }, () => line('F', 64 - 41)),
  'one byte off the edges': [
    line('F', 0).padStart(63, '2'),
    ...Array.from({ length: 3_000 }, () => line('F', 23)),
  ],
  'longer than a piece': [line('F', 10), line('F', 200_000), line('F', 0), line('F', 65_536)],
  'in parts': Array.from({ length: 900 }, (_, i) => line(i % 3 === 0 ? 'P' : 'F', i)),
};

for (const [name, lines] of Object.entries(cases)) {
  test(`the last lines are found: ${name}`, async () => {
    const path = join(folder, 'container.log');
    writeFileSync(path, lines.join(''));
    const begins = beginsOf(lines);
    const size = lines.join('').length;
    for (const count of [0, 1, 2, 3, 100, 1_023, 1_024, 1_025, begins.length - 1, begins.length, 5_000]) {
      if (count < 0) continue;
      const expected = count === 0 ? size : (begins.at(-count) ?? 0);
      expect((await findTail(path, count)).current.offset).toBe(expected);
    }
  });
}
