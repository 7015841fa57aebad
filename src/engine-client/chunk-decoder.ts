/** Takes the payload out of a body in chunked transfer coding (RFC 9112, section 7.1), however its bytes were cut. */

/** What a chunk's size line, or a trailer line, may have at most. */
const lineLimit = 64 * 1024;

const lineFeed = 0x0a;

type State = 'size' | 'payload' | 'end-of-payload' | 'trailer' | 'done';

export class ChunkDecoder {
  #state: State = 'size';
  /** A line that has not arrived completely. */
  #line = '';
  /** Bytes of the chunk that are still to come. */
  #missing = 0;

  get done(): boolean {
    return this.#state === 'done';
  }

  /**
   * The payload in `bytes`, moved together at their beginning: an engine sends a log as one small chunk for each line,
   * and a buffer for each would cost more than the lines. `rest` is what follows the body.
   */
  push(bytes: Buffer): { payload: Buffer; rest: Buffer } {
    let at = 0;
    let filled = 0;
    while (at < bytes.length && this.#state !== 'done') {
      if (this.#state === 'payload') {
        const end = Math.min(bytes.length, at + this.#missing);
        bytes.copyWithin(filled, at, end);
        filled += end - at;
        this.#missing -= end - at;
        at = end;
        if (this.#missing === 0) this.#state = 'end-of-payload';
      } else {
        at = this.#readLine(bytes, at);
      }
    }
    return { payload: bytes.subarray(0, filled), rest: bytes.subarray(at) };
  }

  #readLine(bytes: Buffer, from: number): number {
    const end = bytes.indexOf(lineFeed, from);
    this.#line += bytes.toString('latin1', from, end < 0 ? bytes.length : end);
    if (this.#line.length > lineLimit) throw new Error('the engine sent a malformed chunk');
    if (end < 0) return bytes.length;
    const line = this.#line.trimEnd();
    this.#line = '';
    this.#endLine(line);
    return end + 1;
  }

  #endLine(line: string): void {
    if (this.#state === 'end-of-payload') {
      if (line !== '') throw new Error('the engine sent a malformed chunk');
      this.#state = 'size';
    } else if (this.#state === 'trailer') {
      if (line === '') this.#state = 'done';
    } else {
      const size = /^[0-9a-f]+(?=\s*(?:;|$))/i.exec(line)?.[0];
      if (size === undefined) throw new Error('the engine sent a malformed chunk');
      this.#missing = Number.parseInt(size, 16);
      this.#state = this.#missing === 0 ? 'trailer' : 'payload';
    }
  }
}
