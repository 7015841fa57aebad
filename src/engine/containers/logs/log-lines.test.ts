import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FrameDecoder } from '../../../engine-api/index.ts';
import { LogFormatter } from './log-lines.ts';
import { findTail } from './log-tail.ts';

const at = (second: number): string => `2026-01-01T00:00:0${second}.000000000Z`;
const log = [
  `${at(1)} stdout F one`,
  `${at(2)} stderr P tw`,
  `${at(3)} stderr F o`,
  `${at(4)} stdout F `,
  `${at(5)} stdout P end`,
  '',
].join('\n');
const all = { stdout: true, stderr: true, timestamps: false, since: '', until: '', raw: false };

function format(options: Partial<typeof all>, text = log): string {
  const formatter = new LogFormatter({ ...all, ...options });
  const bytes = Buffer.from(text);
  // Cut at every place: what is not a whole line yet must wait.
  const pieces = [...bytes].map((_, index) => formatter.push(bytes.subarray(index, index + 1)));
  const frames = new FrameDecoder().push(Buffer.concat(pieces));
  return frames.map(({ stream, payload }) => `${stream}:${Buffer.from(payload).toString()}`).join('|');
}

test('parts are joined, and an end without newline stays without', () => {
  expect(format({})).toBe('stdout:one\n|stderr:tw|stderr:o\n|stdout:\n|stdout:end');
});

test('one stream, times once a line, bounds', () => {
  expect(format({ stdout: false, timestamps: true })).toBe(`stderr:${at(2)} tw|stderr:o\n`);
  expect(format({ since: at(4) })).toBe('stdout:\n|stdout:end');
  expect(format({ until: at(1) })).toBe('stdout:one\n');
});

test.each([
  [0, log.length],
  [1, log.indexOf(at(5))],
  [3, log.indexOf(at(2))],
  [4, 0],
  [99, 0],
  [-1, 0],
])('the last %i lines begin at %i', async (count, offset) => {
  const folder = mkdtempSync(join(tmpdir(), 'tail-'));
  try {
    const path = join(folder, 'log');
    writeFileSync(path, log);
    expect((await findTail(path, count)).current.offset).toBe(offset);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
