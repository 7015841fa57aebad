/** Pieces after which they are joined. */
const PIECES = 4096;

/** Puts a text together from any number of pieces. What `+=` makes costs an object for each of them until it is read. */
export class TextBuilder {
  readonly #joined: string[] = [];
  #pieces: string[] = [];

  add(piece: string): void {
    if (piece === '') return;
    this.#pieces.push(piece);
    if (this.#pieces.length < PIECES) return;
    this.#joined.push(this.#pieces.join(''));
    this.#pieces = [];
  }

  toString(): string {
    if (this.#joined.length === 0 && this.#pieces.length === 1) return this.#pieces[0] ?? '';
    return this.#joined.join('') + this.#pieces.join('');
  }
}
