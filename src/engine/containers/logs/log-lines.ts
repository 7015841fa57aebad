import { encodeFrame } from '../../../engine-api/index.ts';

const NEWLINE = 10;
/** `2026-01-01T00:00:00.000000000Z`, a space, `stdout` or `stderr`, a space, `F` or `P`, a space. */
const TIME_LENGTH = 30;
const STREAM_END = TIME_LENGTH + 1 + 6;
const TEXT_START = STREAM_END + 3;
const PARTIAL = 'P'.charCodeAt(0);
const STDERR = 'e'.charCodeAt(0);

export interface LineFilter {
  stdout: boolean;
  stderr: boolean;
  timestamps: boolean;
  /** Timestamps as text, or empty for no bound: being of one length they sort as text. */
  since: string;
  until: string;
  /** Whether the container has a terminal: then output is not framed. */
  raw: boolean;
}

/** Turns lines of a log file (host/keeper/log-writer.ts) into output as the API sends it. */
export class LogFormatter {
  readonly #filter: LineFilter;
  #pending: Buffer = Buffer.alloc(0);
  /** Whether the last line written was only a part: its rest gets no timestamp of its own. */
  #inLine = false;
  /** A line past `until` was seen. */
  done = false;

  constructor(filter: LineFilter) {
    this.#filter = filter;
  }

  /** The output for a piece of the file; what is not a whole line yet waits for the next piece. */
  push(chunk: Buffer): Buffer {
    const text = this.#pending.length > 0 ? Buffer.concat([this.#pending, chunk]) : chunk;
    const output = new FrameBuilder(this.#filter.raw);
    let start = 0;
    for (let end = text.indexOf(NEWLINE); end >= 0; end = text.indexOf(NEWLINE, start)) {
      this.#line(text, start, end, output);
      start = end + 1;
      if (this.done) break;
    }
    this.#pending = Buffer.from(text.subarray(start));
    return output.finish();
  }

  #line(text: Buffer, start: number, end: number, output: FrameBuilder): void {
    const { since, until, timestamps } = this.#filter;
    if (end - start < TEXT_START) return;
    if (since || until) {
      const time = text.toString('latin1', start, start + TIME_LENGTH);
      if (until && time > until) this.done = true;
      if (time < since || this.done) return;
    }
    // `stdout` and `stderr` differ in their fourth letter.
    const stream = text[start + TIME_LENGTH + 4] === STDERR ? 'stderr' : 'stdout';
    if (!this.#filter[stream]) return;
    const isPartial = text[start + STREAM_END + 1] === PARTIAL;
    if (timestamps && !this.#inLine) output.add(stream, text.subarray(start, start + TIME_LENGTH + 1));
    // The line end of the file is the line end of the output.
    output.add(stream, text.subarray(start + TEXT_START, isPartial ? end : end + 1));
    this.#inLine = isPartial;
  }
}

/** Joins neighbouring pieces of one stream to one frame. */
class FrameBuilder {
  readonly #raw: boolean;
  readonly #frames: Uint8Array[] = [];
  #stream: 'stdout' | 'stderr' = 'stdout';
  #pieces: Buffer[] = [];

  constructor(raw: boolean) {
    this.#raw = raw;
  }

  add(stream: 'stdout' | 'stderr', piece: Buffer): void {
    if (stream !== this.#stream) this.#close();
    this.#stream = stream;
    this.#pieces.push(piece);
  }

  finish(): Buffer {
    this.#close();
    return Buffer.concat(this.#frames);
  }

  #close(): void {
    if (this.#pieces.length === 0) return;
    const payload = Buffer.concat(this.#pieces);
    this.#frames.push(this.#raw ? payload : encodeFrame(this.#stream, payload));
    this.#pieces = [];
  }
}
