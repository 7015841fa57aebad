import type { Duplex } from 'node:stream';

/**
 * Reads from a connection by pulling, so that a slow consumer slows the sender. One reader owns its connection until
 * `release` gives back what was read too far.
 */
export class ByteReader {
  readonly #source: Duplex;
  #rest: Buffer = Buffer.alloc(0);
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(source: Duplex) {
    this.#source = source;
    source.on('readable', this.#onChange);
    source.on('end', this.#onEnd);
    source.on('close', this.#onEnd);
    source.on('error', this.#onError);
  }

  /** The next bytes, or undefined at the end of the stream. */
  async read(): Promise<Buffer | undefined> {
    if (this.#rest.length > 0) {
      const bytes = this.#rest;
      this.#rest = Buffer.alloc(0);
      return bytes;
    }
    for (;;) {
      const chunk: unknown = this.#source.read();
      if (chunk instanceof Buffer) return chunk;
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Up to `limit` bytes. */
  async readUpTo(limit: number): Promise<Buffer | undefined> {
    const bytes = await this.read();
    if (bytes === undefined || bytes.length <= limit) return bytes;
    this.#rest = bytes.subarray(limit);
    return bytes.subarray(0, limit);
  }

  /** Gives back the end of what was read last. */
  unread(bytes: Buffer): void {
    this.#rest = bytes;
  }

  /** Everything before `mark`, which is consumed; undefined when the stream ends first. Fails beyond `limit` bytes. */
  async readThrough(mark: string, limit: number): Promise<Buffer | undefined> {
    let collected: Buffer = Buffer.alloc(0);
    for (;;) {
      const chunk = await this.read();
      if (chunk === undefined) return undefined;
      const searchFrom = Math.max(0, collected.length - mark.length + 1);
      collected = collected.length === 0 ? chunk : Buffer.concat([collected, chunk]);
      const at = collected.indexOf(mark, searchFrom, 'latin1');
      if (at >= 0) {
        this.#rest = collected.subarray(at + mark.length);
        return collected.subarray(0, at);
      }
      if (collected.length > limit) throw new Error('the engine sent an HTTP head that is too long');
    }
  }

  /** Leaves the connection to somebody else. */
  release(): Duplex {
    this.#source.off('readable', this.#onChange);
    this.#source.off('end', this.#onEnd);
    this.#source.off('close', this.#onEnd);
    this.#source.off('error', this.#onError);
    if (this.#rest.length > 0) this.#source.unshift(this.#rest);
    this.#rest = Buffer.alloc(0);
    return this.#source;
  }

  /** True when nothing that was received is left over. */
  get drained(): boolean {
    return this.#rest.length === 0 && !this.#ended && this.#error === undefined;
  }

  #onChange = (): void => {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  };

  #onEnd = (): void => {
    this.#ended = true;
    this.#onChange();
  };

  #onError = (error: Error): void => {
    this.#error = error;
    this.#onChange();
  };
}
