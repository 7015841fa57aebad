/** Pieces of a stream on their way between two threads, with a bound on what is under way. */
import { Readable } from 'node:stream';
import { windowBytes } from './jobs.ts';

/** The receiving end: pieces that come by message, read as a stream. */
export class PieceStream extends Readable {
  readonly #pieces: (Uint8Array | null)[] = [];
  readonly #onTaken: (bytes: number) => void;
  #wanted = false;

  /** `onTaken` is told the bytes of each piece that the reader has got. */
  constructor(onTaken: (bytes: number) => void) {
    super({ highWaterMark: 1 });
    this.#onTaken = onTaken;
  }

  /** `null` ends the stream. */
  receive(piece: Uint8Array | null): void {
    this.#pieces.push(piece);
    if (this.#wanted) this.#deliver();
  }

  override _read(): void {
    this.#wanted = true;
    if (this.#pieces.length > 0) this.#deliver();
  }

  #deliver(): void {
    this.#wanted = false;
    const piece = this.#pieces.shift() as Uint8Array | null;
    if (piece === null) {
      this.push(null);
      return;
    }
    this.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    this.#onTaken(piece.byteLength);
  }
}

/** The sending end: waits when too much has been sent that nobody has taken yet. */
export class SendWindow {
  #under = 0;
  #closed = false;
  #wake: (() => void) | undefined;

  taken(bytes: number): void {
    this.#under -= bytes;
    if (this.#under < windowBytes) this.#wake?.();
  }

  /** Nobody takes anything any more, and nobody shall wait for it. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  async sent(bytes: number): Promise<void> {
    this.#under += bytes;
    while (this.#under >= windowBytes && !this.#closed)
      await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}
