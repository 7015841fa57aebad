/**
 * The multiplexed form in which attach, exec and logs carry several streams over one connection when the process
 * has no terminal (Docker Engine API v1.51, `POST /containers/{id}/attach`, "Stream format"): per frame one byte for
 * the stream, three of zero, the payload's length in bytes as unsigned 32-bit big-endian, the payload.
 */

/** `system` (3) carries an error of the engine as text. */
export type FrameStream = 'stdin' | 'stdout' | 'stderr' | 'system';

export interface Frame {
  stream: FrameStream;
  payload: Uint8Array;
}

export const FRAME_HEADER_BYTES = 8;

const streams: readonly FrameStream[] = ['stdin', 'stdout', 'stderr', 'system'];

/** The 8 bytes that go before a payload of `length` bytes. */
export function frameHeader(stream: FrameStream, length: number): Uint8Array {
  const header = new Uint8Array(FRAME_HEADER_BYTES);
  header[0] = streams.indexOf(stream);
  new DataView(header.buffer).setUint32(4, length);
  return header;
}

/** Header and payload in one piece. */
export function encodeFrame(stream: FrameStream, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
  frame.set(frameHeader(stream, payload.length));
  frame.set(payload, FRAME_HEADER_BYTES);
  return frame;
}

/**
 * Takes frames out of chunks however they were cut. Payloads are views of the chunks where a frame lies in one chunk. Where it does not
 * they are handed out in parts, so that nothing is kept but a header that has not arrived completely.
 */
export class FrameDecoder {
  readonly #whole: boolean;
  #parts: Uint8Array[] = [];
  readonly #header = new Uint8Array(FRAME_HEADER_BYTES);
  #headerBytes = 0;
  #stream: FrameStream = 'stdout';
  #missing = 0;

  /** @param whole hands payloads out only when they are complete: for those to whom the beginning of one says something */
  constructor({ whole = false }: { whole?: boolean } = {}) {
    this.#whole = whole;
  }

  /** The frames (or parts of one) that `chunk` holds, in order. Throws when a header names no known stream. */
  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#missing === 0) {
        at += this.#readHeader(chunk, at);
        continue;
      }
      const part = chunk.subarray(at, at + this.#missing);
      at += part.length;
      this.#missing -= part.length;
      const payload = this.#whole ? this.#completed(part) : part;
      if (payload !== undefined) frames.push({ stream: this.#stream, payload });
    }
    return frames;
  }

  /** The payload that ends with this part. */
  #completed(part: Uint8Array): Uint8Array | undefined {
    if (this.#parts.length === 0 && this.#missing === 0) return part;
    // A copy: whoever reads may use the chunk's memory again.
    this.#parts.push(part.slice());
    if (this.#missing > 0) return undefined;
    const payload = joined(this.#parts);
    this.#parts = [];
    return payload;
  }

  /** Whether the chunks so far ended between two frames; if not, the connection was cut. */
  get complete(): boolean {
    return this.#headerBytes === 0 && this.#missing === 0;
  }

  #readHeader(chunk: Uint8Array, at: number): number {
    const part = chunk.subarray(at, at + FRAME_HEADER_BYTES - this.#headerBytes);
    this.#header.set(part, this.#headerBytes);
    this.#headerBytes += part.length;
    if (this.#headerBytes === FRAME_HEADER_BYTES) {
      this.#headerBytes = 0;
      const stream = streams[this.#header[0] ?? 0];
      if (stream === undefined) throw new Error(`frame of unknown stream ${this.#header[0]}`);
      this.#stream = stream;
      this.#missing = new DataView(this.#header.buffer).getUint32(4);
    }
    return part.length;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
