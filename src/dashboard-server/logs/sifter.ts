import { Buffer } from 'node:buffer';
import { sequencesOfLines } from '../../dashboard-api/index.ts';
import { type LineCutter, type RawLine, timeAt } from './line-cutter.ts';

/** What came at once of one stream. */
export interface Piece {
  stream: 'stdout' | 'stderr';
  bytes: Buffer;
}

/** Lines that were read at once. */
export interface LineBatch {
  /** Those that may be wanted, with what is around them. */
  lines: RawLine[];
  /** How many were read, wanted or not. */
  count: number;
  /** The time of the first of all that were read. */
  first: string;
  /** Lines between these and those of the batch before were passed over. */
  gap: boolean;
}

/** Lines of whole blocks, no longer than this. A longer one has times inside, where an engine sent it in parts. */
const LONG = 4096;

/** Bytes of a block at least: no stack trace is longer. */
const BLOCK = 64 * 1024;

const NEWLINE = 10;

interface Block {
  pieces: Piece[];
  count: number;
  first: string;
  /** Whether something in it may be wanted; when it cannot be told, its lines are read, and those of two more. */
  verdict: 'no' | 'perhaps' | 'unknown';
}

/**
 * Reads only blocks of lines in which the sieve finds something, and the block before and after each: what is looked for may be a line
 * of a stack trace that begins or ends there. To look at bytes for a pattern costs a tenth of making lines out of them.
 */
export class Sifter {
  readonly #cutter: LineCutter;
  readonly #sieve: RegExp;
  /** The beginnings of lines whose ends have not come. */
  readonly #rest: Record<Piece['stream'], Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  #waiting: Piece[] = [];
  #size = 0;
  /** The block before, when it was not read. */
  #held: Block | undefined;
  /** Blocks that are read whatever is in them. */
  #wake = 1;
  #gap = false;

  /** `sieve` is tried on bytes as latin1 characters, without escape sequences. */
  constructor(cutter: LineCutter, sieve: RegExp) {
    this.#cutter = cutter;
    this.#sieve = sieve;
  }

  /** Undefined while there is too little to look at. */
  push(pieces: readonly Piece[]): LineBatch | undefined {
    for (const piece of pieces) {
      this.#waiting.push(piece);
      this.#size += piece.bytes.length;
    }
    if (this.#size < BLOCK) return undefined;
    const block = this.#blockOf(this.#waiting);
    this.#waiting = [];
    this.#size = 0;
    if (block === undefined) return undefined;
    const batch: LineBatch = { lines: [], count: block.count, first: block.first, gap: false };
    if (block.verdict === 'no' && this.#wake === 0) {
      this.#passOver();
      this.#held = block;
      return batch;
    }
    this.#wake = block.verdict === 'no' ? this.#wake - 1 : block.verdict === 'perhaps' ? 1 : 2;
    this.#readHeld(batch);
    this.#read(block.pieces, batch);
    return batch;
  }

  /** The last block is read in any case: the last line of a log tells where to go on. */
  end(): LineBatch {
    const batch: LineBatch = { lines: [], count: 0, first: '', gap: false };
    this.#readHeld(batch);
    const known = batch.lines.length;
    for (const stream of ['stdout', 'stderr'] as const)
      this.#cutter.push(stream, this.#rest[stream], batch.lines);
    this.#read(this.#waiting, batch);
    this.#cutter.end(batch.lines);
    batch.count = batch.lines.length - known;
    batch.first = batch.lines[0]?.time ?? '';
    return batch;
  }

  #read(pieces: readonly Piece[], batch: LineBatch): void {
    for (const { stream, bytes } of pieces) this.#cutter.push(stream, bytes, batch.lines);
  }

  #readHeld(batch: LineBatch): void {
    if (this.#held !== undefined) this.#read(this.#held.pieces, batch);
    this.#held = undefined;
    batch.gap = this.#gap;
    this.#gap = false;
  }

  /** What its lines would have told of those that follow is their last time, and how many have it. */
  #passOver(): void {
    const pieces = this.#held?.pieces;
    if (pieces === undefined) return;
    this.#gap = true;
    let last: string | undefined;
    let count = 0;
    for (const { bytes } of pieces.toReversed()) {
      for (let end = bytes.length - 1; end >= 0; count++) {
        const begin = end === 0 ? 0 : bytes.lastIndexOf(NEWLINE, end - 1) + 1;
        const time = timeAt(bytes, begin);
        last ??= time;
        if (time !== last) return this.#cutter.skip(last ?? '', count, false);
        end = begin - 1;
      }
    }
    if (last !== undefined) this.#cutter.skip(last, count, true);
  }

  /** Whole lines of what came. */
  #blockOf(parts: readonly Piece[]): Block | undefined {
    const pieces = parts.flatMap((piece) => this.#wholeLines(piece));
    let verdict: Block['verdict'] = 'no';
    for (const stream of ['stdout', 'stderr'] as const) {
      const bytes = this.#rest[stream];
      if (bytes.length <= LONG) continue;
      pieces.push({ stream, bytes });
      this.#rest[stream] = Buffer.alloc(0);
      verdict = 'unknown';
    }
    const [begin] = pieces;
    if (begin === undefined) return undefined;
    const first = timeAt(begin.bytes, 0);
    if (first === undefined) verdict = 'unknown';
    let count = 0;
    for (const text of textsOf(pieces)) {
      const { lines, longest } = measure(text);
      count += lines;
      if (longest > LONG) verdict = 'unknown';
      if (verdict === 'no' && this.#sieve.test(withoutSequences(text))) verdict = 'perhaps';
    }
    return { pieces, count, first: first ?? '', verdict };
  }

  /** The line that began earlier is put together, and what has no end yet is kept. */
  #wholeLines({ stream, bytes }: Piece): Piece[] {
    const rest = this.#rest[stream];
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      this.#rest[stream] = Buffer.concat([rest, bytes]);
      return [];
    }
    this.#rest[stream] = bytes.subarray(end);
    if (rest.length === 0) return [{ stream, bytes: bytes.subarray(0, end) }];
    const begin = bytes.indexOf(NEWLINE) + 1;
    const joined = { stream, bytes: Buffer.concat([rest, bytes.subarray(0, begin)]) };
    return begin === end ? [joined] : [joined, { stream, bytes: bytes.subarray(begin, end) }];
  }
}

/** Of each stream. */
function textsOf(pieces: readonly Piece[]): string[] {
  const texts = { stdout: '', stderr: '' };
  for (const { stream, bytes } of pieces) texts[stream] += bytes.toString('latin1');
  return [texts.stdout, texts.stderr].filter((text) => text !== '');
}

function measure(text: string): { lines: number; longest: number } {
  let lines = 0;
  let longest = 0;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    lines++;
    if (end - start > longest) longest = end - start;
    start = end + 1;
  }
  return { lines, longest: Math.max(longest, text.length - start) };
}

function withoutSequences(text: string): string {
  return text.includes('\x1b') ? text.replace(sequencesOfLines, '') : text;
}
