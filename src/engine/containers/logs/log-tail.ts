import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

const PIECE_BYTES = 64 * 1024;
const NEWLINE = 10;
/** Place of the mark `F` (whole line) or `P` (part of one) in a line; see log-lines.ts. */
const MARK_AT = 38;
const PARTIAL = 'P'.charCodeAt(0);

export interface LogPosition {
  path: string;
  offset: number;
}

/** Where reading begins: rotated files, oldest first, and the current one. */
export interface LogStart {
  rotated: LogPosition[];
  current: LogPosition;
}

/** Files that the log at `path` was rotated into, oldest first. */
export function rotatedLogs(path: string): string[] {
  const rotated: string[] = [];
  for (let index = 1; existsSync(`${path}.${index}`); index++) rotated.unshift(`${path}.${index}`);
  return rotated;
}

/** The place of the last `count` lines, found from the end; the beginning of everything for -1. */
export async function findTail(path: string, count: number): Promise<LogStart> {
  const rotated = rotatedLogs(path);
  if (count < 0)
    return { rotated: rotated.map((older) => ({ path: older, offset: 0 })), current: { path, offset: 0 } };
  const newest = await linesFromEnd(path, count);
  const start: LogStart = { rotated: [], current: { path, offset: newest.offset } };
  let missing = newest.missing;
  for (const older of rotated.reverse()) {
    if (missing <= 0) break;
    const found = await linesFromEnd(older, missing);
    start.rotated.unshift({ path: older, offset: found.offset });
    missing = found.missing;
  }
  return start;
}

async function linesFromEnd(path: string, count: number): Promise<{ offset: number; missing: number }> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { offset: 0, missing: count };
    throw error;
  }
  try {
    return await scanBack(file, (await file.stat()).size, count);
  } finally {
    await file.close();
  }
}

/** Goes back piece by piece; each line begin counts, unless the line before it was only a part. */
async function scanBack(
  file: FileHandle,
  size: number,
  count: number,
): Promise<{ offset: number; missing: number }> {
  if (count === 0) return { offset: size, missing: 0 };
  const buffer = Buffer.allocUnsafe(PIECE_BYTES + MARK_AT + 2);
  let lines = 0;
  /** Begin of the line that was seen last, going back. */
  let begin = size;
  for (let end = size; end > 0; end -= PIECE_BYTES) {
    const from = Math.max(0, end - PIECE_BYTES);
    // One byte earlier, to see whether a line ends there.
    const base = Math.max(0, from - 1);
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, size - base), base);
    const text = buffer.subarray(0, bytesRead);
    for (const at of beginsFromEnd(text, base, from, Math.min(end, size))) {
      const isWhole = text[at + MARK_AT - base] !== PARTIAL;
      if (isWhole || lines === 0) {
        if (lines === count) return { offset: begin, missing: 0 };
        lines++;
      }
      begin = at;
    }
  }
  return { offset: 0, missing: count - lines };
}

/** Places from `from` up to before `end` at which lines begin, going back; `text` is what stands from `base` on. */
function* beginsFromEnd(text: Buffer, base: number, from: number, end: number): Generator<number> {
  // A negative place would be counted from the end.
  for (let place = end - 2 - base; place >= 0; place--) {
    place = text.lastIndexOf(NEWLINE, place);
    if (place < 0) break;
    yield base + place + 1;
  }
  if (from === 0) yield 0;
}
