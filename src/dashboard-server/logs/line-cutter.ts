import { Buffer } from 'node:buffer';
import { formatTimestamp, parseTimestamp } from '../../shared/index.ts';

/** Stands for the last line of its time where lines of that time before it were not counted. */
export const LAST_OF_TIME: number = Number.MAX_SAFE_INTEGER;

/** A line as the engine keeps it. */
export interface RawLine {
  /** RFC 3339 in UTC with nine digits. */
  time: string;
  /** Which of the lines of this very time, from 0. */
  nth: number;
  stream: 'stdout' | 'stderr';
  /** Decoded as UTF-8, up to the cutter's limit. */
  text: string;
  /** Of the whole line. */
  bytes: number;
}

const NEWLINE = 10;
const SPACE = 32;
const Z = 90;
const DOT = 46;
/** `2026-01-01T00:00:00.000000000Z`. */
const TIME_LENGTH = 30;
const DOT_AT = 19;
/** Longest RFC 3339 time with an offset, and its space. */
const LONGEST_TIME = 36;
/** How the docker daemon cuts what a container writes without a line end. */
const PART_BYTES = 16 * 1024;

interface Unfinished {
  parts: Buffer[];
  kept: number;
  bytes: number;
}

/**
 * Cuts the payloads of a log (`timestamps=1`) into lines. Engines send a long line in parts: Docker with a time before each part, ours
 * without; times inside of a line are taken out. Of a line longer than `limit` bytes only the beginning is kept.
 */
export class LineCutter {
  readonly #limit: number;
  readonly #pending: Record<'stdout' | 'stderr', Unfinished> = {
    stdout: { parts: [], kept: 0, bytes: 0 },
    stderr: { parts: [], kept: 0, bytes: 0 },
  };
  readonly #numbers = new LineNumbers();
  /** Without frames: of a terminal. */
  readonly #raw: boolean;
  #time = '0001-01-01T00:00:00.000000000Z';

  constructor(limit: number, raw: boolean) {
    this.#limit = limit;
    this.#raw = raw;
  }

  push(stream: 'stdout' | 'stderr', payload: Uint8Array, out: RawLine[]): void {
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      if (this.#isPlain(stream, bytes, start, end)) out.push(this.#plainLine(stream, bytes, start, end));
      else this.#finish(stream, bytes.subarray(start, end), out);
      start = end + 1;
    }
    if (start < bytes.length) this.#keep(this.#pending[stream], bytes.subarray(start));
  }

  /** Instead of lines that nobody wants to see: how many of them, at their end, have their last time; `all` when every one has. */
  skip(time: string, count: number, all: boolean): void {
    this.#time = time;
    this.#numbers.skip(time, count, all);
  }

  /** What has no line end (yet). */
  end(out: RawLine[]): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.#pending[stream].bytes > 0) this.#finish(stream, Buffer.alloc(0), out);
    }
  }

  #keep(pending: Unfinished, part: Buffer): void {
    const fresh = pending.bytes === 0 ? part : part.subarray(timeLength(part));
    pending.bytes += fresh.length;
    const room = this.#limit + LONGEST_TIME - pending.kept;
    if (room <= 0) return;
    // A copy: the chunk's memory belongs to a larger pool of reads.
    const kept = Buffer.from(fresh.subarray(0, room));
    pending.parts.push(kept);
    pending.kept += kept.length;
  }

  #finish(stream: 'stdout' | 'stderr', last: Buffer, out: RawLine[]): void {
    const pending = this.#pending[stream];
    if (pending.bytes === 0) {
      out.push(this.#line(stream, last, last.length));
      return;
    }
    if (last.length > 0) this.#keep(pending, last);
    out.push(this.#line(stream, Buffer.concat(pending.parts), pending.bytes));
    this.#pending[stream] = { parts: [], kept: 0, bytes: 0 };
  }

  /** A whole line with a time of the usual form: most lines are, and are read without a buffer of their own. */
  #isPlain(stream: 'stdout' | 'stderr', bytes: Buffer, start: number, end: number): boolean {
    return (
      this.#pending[stream].bytes === 0 &&
      end - start <= PART_BYTES &&
      bytes[start + TIME_LENGTH] === SPACE &&
      bytes[start + TIME_LENGTH - 1] === Z &&
      bytes[start + DOT_AT] === DOT &&
      end - start > TIME_LENGTH
    );
  }

  #plainLine(stream: 'stdout' | 'stderr', bytes: Buffer, start: number, end: number): RawLine {
    const from = start + TIME_LENGTH + 1;
    const time = bytes.toString('latin1', start, start + TIME_LENGTH);
    this.#time = time;
    const nth = this.#numbers.next(time);
    const text = bytes.toString('utf8', from, Math.min(end, from + this.#limit));
    return { time, nth, stream, text, bytes: end - from };
  }

  #line(stream: 'stdout' | 'stderr', bytes: Buffer, length: number): RawLine {
    const timed = timeLength(bytes);
    if (timed > 0) this.#time = timeOf(bytes, timed) ?? this.#time;
    const whole = bytes.subarray(timed);
    const content = this.#raw && whole.length > PART_BYTES ? withoutInnerTimes(whole) : whole;
    return {
      time: this.#time,
      nth: this.#numbers.next(this.#time),
      stream,
      text: content.toString('utf8', 0, this.#limit),
      bytes: length - timed - (whole.length - content.length),
    };
  }
}

/** The time of a line that begins at `start`, as in `RawLine`. */
export function timeAt(bytes: Buffer, start: number): string | undefined {
  const line = bytes.subarray(start, start + LONGEST_TIME);
  const length = timeLength(line);
  return length === 0 ? undefined : timeOf(line, length);
}

/** Length of the time and the space at the beginning; 0 where there is none. */
function timeLength(bytes: Buffer): number {
  if (bytes[TIME_LENGTH] === SPACE && bytes[TIME_LENGTH - 1] === Z && bytes[DOT_AT] === DOT)
    return TIME_LENGTH + 1;
  // Podman's have the offset of its zone, and no zeros at the end.
  if (bytes[4] !== 45 || bytes[10] !== 84) return 0;
  const space = bytes.indexOf(SPACE);
  return space > 0 && space < LONGEST_TIME && timeOf(bytes, space + 1) !== undefined ? space + 1 : 0;
}

function timeOf(bytes: Buffer, length: number): string | undefined {
  const text = bytes.toString('latin1', 0, length - 1);
  if (length === TIME_LENGTH + 1 && text.endsWith('Z')) return text;
  const nanoseconds = parseTimestamp(text);
  return nanoseconds === undefined ? undefined : formatTimestamp(nanoseconds);
}

/** A terminal's log has no frames: times inside of a line stand where a part of it begins. */
function withoutInnerTimes(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let rest = bytes;
  while (rest.length > PART_BYTES) {
    parts.push(rest.subarray(0, PART_BYTES));
    rest = rest.subarray(PART_BYTES);
    rest = rest.subarray(timeLength(rest));
  }
  return Buffer.concat([...parts, rest]);
}

/** Times whose lines are counted at once: standard output and error may come a little out of order. */
const COUNTED_TIMES = 32;

/** Numbers lines of the same time. */
class LineNumbers {
  readonly #counts = new Map<string, number>();
  #last = '';
  #lastCount = 0;

  next(time: string): number {
    if (time === this.#last) return this.#lastCount++;
    if (this.#last !== '') this.#counts.set(this.#last, this.#lastCount);
    if (this.#counts.size > COUNTED_TIMES) {
      const [oldest] = this.#counts.keys();
      if (oldest !== undefined) this.#counts.delete(oldest);
    }
    this.#lastCount = this.#counts.get(time) ?? 0;
    this.#counts.delete(time);
    this.#last = time;
    return this.#lastCount++;
  }

  skip(time: string, count: number, all: boolean): void {
    this.#lastCount = all && time === this.#last ? this.#lastCount + count : count;
    this.#last = time;
    this.#counts.clear();
  }
}
