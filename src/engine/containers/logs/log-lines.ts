import { FRAME_HEADER_BYTES, frameHeader } from '../../../engine-api/index.ts';

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
    const output = new FrameBuilder(text.length, this.#filter.raw);
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
    output.open(stream);
    if (timestamps && !this.#inLine) output.add(text, start, start + TIME_LENGTH + 1);
    // The line end of the file is the line end of the output.
    output.add(text, start + TEXT_START, isPartial ? end : end + 1);
    this.#inLine = isPartial;
  }
}

/** Writes neighbouring pieces of one stream as one frame; all into one buffer, for a piece of its own for each line would cost more than the line. */
class FrameBuilder {
  readonly #raw: boolean;
  readonly #bytes: Buffer;
  #length = 0;
  #stream: 'stdout' | 'stderr' | undefined;
  /** Where the header of the open frame is. */
  #header = 0;

  /** A line's header is shorter than what is left out of it: all fits into `input` bytes. */
  constructor(input: number, raw: boolean) {
    this.#raw = raw;
    this.#bytes = Buffer.allocUnsafe(input);
  }

  /** What is added next is of that stream. */
  open(stream: 'stdout' | 'stderr'): void {
    if (this.#raw || stream === this.#stream) return;
    this.#close();
    this.#stream = stream;
    this.#header = this.#length;
    this.#length += FRAME_HEADER_BYTES;
  }

  add(text: Buffer, start: number, end: number): void {
    this.#length += text.copy(this.#bytes, this.#length, start, end);
  }

  finish(): Buffer {
    this.#close();
    return this.#bytes.subarray(0, this.#length);
  }

  #close(): void {
    if (this.#stream === undefined) return;
    const header = frameHeader(this.#stream, this.#length - this.#header - FRAME_HEADER_BYTES);
    this.#bytes.set(header, this.#header);
  }
}
