import { ALIAS, SCALAR, type Tape } from './tape.ts';

/** A value of a tape, for whoever looks at few of them. */
export class YamlNode {
  readonly #tape: Tape;
  readonly #index: number;

  constructor(tape: Tape, index: number) {
    this.#tape = tape;
    this.#index = index;
  }

  get kind(): 'scalar' | 'sequence' | 'mapping' | 'alias' {
    return (['scalar', 'sequence', 'mapping', 'alias'] as const)[this.#tape.kind(this.#index)] ?? 'scalar';
  }

  get tag(): string {
    return this.#tape.tag(this.#index);
  }

  get text(): string {
    return this.#tape.text(this.#index);
  }

  get start(): number {
    return this.#tape.start(this.#index);
  }

  get end(): number {
    return this.#tape.end(this.#index);
  }

  /** Items of a sequence; keys and values in turn of a mapping. */
  get items(): YamlNode[] {
    const items: YamlNode[] = [];
    const kind = this.#tape.kind(this.#index);
    if (kind === SCALAR || kind === ALIAS) return items;
    const end = this.#tape.next(this.#index);
    for (let at = this.#index + 1; at < end; at = this.#tape.next(at))
      items.push(new YamlNode(this.#tape, at));
    return items;
  }

  /** What an alias stands for. */
  get target(): YamlNode | undefined {
    return this.kind === 'alias' ? new YamlNode(this.#tape, this.#tape.target(this.#index)) : undefined;
  }
}
