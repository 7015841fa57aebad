/** Pieces after which they are joined. */
const PIECES = 4096;

/** Puts a text together from any number of pieces, mostly one. What `+=` makes costs an object for each of them until it is read. */
export class TextBuilder {
  #first = '';
  #pieces: string[] | undefined;
  #joined: string[] | undefined;

  add(piece: string): void {
    if (piece === '') return;
    if (this.#pieces === undefined) {
      if (this.#first === '') this.#first = piece;
      else this.#pieces = [this.#first, piece];
      return;
    }
    this.#pieces.push(piece);
    if (this.#pieces.length < PIECES) return;
    this.#joined ??= [];
    this.#joined.push(this.#pieces.join(''));
    this.#pieces = [];
  }

  addPart(text: string, from: number, to: number): void {
    this.add(text.slice(from, to));
  }

  toString(): string {
    if (this.#pieces === undefined) return this.#first;
    return (this.#joined?.join('') ?? '') + this.#pieces.join('');
  }
}

/** For those who do not look at the text. */
export class NoText extends TextBuilder {
  override add(): void {}
  override addPart(): void {}
}
