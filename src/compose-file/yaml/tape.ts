/** What a value is as YAML has it, before tags, merge keys and aliases mean anything. */
export const SCALAR = 0;
export const SEQUENCE = 1;
export const MAPPING = 2;
export const ALIAS = 3;

/** Numbers that a value takes. */
const WIDTH = 4;
const [HEAD, START, END, LINK] = [0, 1, 2, 3];

/**
 * The values of a file in the order in which they begin, a few numbers each: objects would need ten times the memory, which
 * counts for large files alone. A value is told by its index; those inside a collection follow it, keys and values of a
 * mapping in turn.
 */
export class Tape {
  #numbers: Int32Array = new Int32Array(256 * WIDTH);
  #length = 0;
  readonly #texts: string[] = [''];
  readonly #tags: string[] = ['!!str'];
  readonly #tagIndices = new Map<string, number>();

  get length(): number {
    return this.#length;
  }

  /** `link`: where the text of a scalar is kept, what an alias refers to; of a collection it is set when that ends. */
  #add(kind: number, tag: string, start: number, end: number, link: number): number {
    const index = this.#length;
    const at = index * WIDTH;
    if (at === this.#numbers.length) {
      const wider = new Int32Array(this.#numbers.length * 2);
      wider.set(this.#numbers);
      this.#numbers = wider;
    }
    this.#numbers[at + HEAD] = kind | (this.#tagIndex(tag) << 2);
    this.#numbers[at + START] = start;
    this.#numbers[at + END] = end;
    this.#numbers[at + LINK] = link;
    this.#length += 1;
    return index;
  }

  #tagIndex(tag: string): number {
    if (tag === '!!str') return 0;
    const known = this.#tagIndices.get(tag);
    if (known !== undefined) return known;
    const index = this.#tags.push(tag) - 1;
    this.#tagIndices.set(tag, index);
    return index;
  }

  addScalar(tag: string, text: string, start: number, end: number): number {
    const link = text === '' ? 0 : this.#texts.push(text) - 1;
    return this.#add(SCALAR, tag, start, end, link);
  }

  addAlias(target: number, start: number, end: number): number {
    return this.#add(ALIAS, '', start, end, target);
  }

  addCollection(kind: typeof SEQUENCE | typeof MAPPING, tag: string, start: number, end: number): number {
    return this.#add(kind, tag, start, end, 0);
  }

  /** All that was added since belongs to it. */
  endCollection(index: number, end: number): void {
    this.#numbers[index * WIDTH + END] = end;
    this.#numbers[index * WIDTH + LINK] = this.#length;
  }

  kind(index: number): number {
    return (this.#numbers[index * WIDTH + HEAD] ?? 0) & 3;
  }

  /** Short form: `!!str`, `!!int`, `!reset`; empty for an alias. */
  tag(index: number): string {
    return this.#tags[(this.#numbers[index * WIDTH + HEAD] ?? 0) >> 2] ?? '';
  }

  start(index: number): number {
    return this.#numbers[index * WIDTH + START] ?? 0;
  }

  end(index: number): number {
    return this.#numbers[index * WIDTH + END] ?? 0;
  }

  /** Of a scalar; of other values it is empty. */
  text(index: number): string {
    return this.kind(index) === SCALAR ? (this.#texts[this.#link(index)] ?? '') : '';
  }

  /** What an alias stands for. */
  target(index: number): number {
    return this.kind(index) === ALIAS ? this.#link(index) : index;
  }

  /** The value after this one and all that is inside it. */
  next(index: number): number {
    const kind = this.kind(index);
    return kind === SCALAR || kind === ALIAS ? index + 1 : this.#link(index);
  }

  #link(index: number): number {
    return this.#numbers[index * WIDTH + LINK] ?? 0;
  }
}
