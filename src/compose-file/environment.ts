import type { VariableUse } from './tree/trail.ts';

interface Layer {
  /** `shell`, or what else it is called where `origins` say nothing. */
  readonly origin: string;
  readonly values: ReadonlyMap<string, string>;
  /** File and line of each value. */
  readonly origins?: ReadonlyMap<string, string>;
}

/** What variables are looked up in: the shell first, then env files. Knows where each value came from. */
export class Environment {
  readonly #layers: Layer[];

  constructor(layers: Layer[]) {
    this.#layers = layers;
  }

  get(name: string): string | undefined {
    for (const { values } of this.#layers) {
      const value = values.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** With further values that count only where there are none yet. */
  with(layer: Layer): Environment {
    return new Environment([...this.#layers, layer]);
  }

  /** With a value that counts before all others. */
  overriding(name: string, value: string, origin: string): Environment {
    return new Environment([{ origin, values: new Map([[name, value]]) }, ...this.#layers]);
  }

  toRecord(): Record<string, string> {
    const record: Record<string, string> = {};
    for (const { values } of this.#layers.toReversed()) {
      for (const [name, value] of values) record[name] = value;
    }
    return record;
  }

  /** Values, those that others hide among them. */
  get size(): number {
    return this.#layers.reduce((size, { values }) => size + values.size, 0);
  }

  names(): string[] {
    return [...new Set(this.#layers.flatMap(({ values }) => [...values.keys()]))];
  }

  explain(name: string, from: 'environment' | 'default' | 'unset'): VariableUse {
    const origins = this.#layers
      .filter(({ values }) => values.has(name))
      .map(({ origin, origins }) => origins?.get(name) ?? origin);
    if (from !== 'environment') return { name, from, shadowed: origins };
    const [first = 'environment', ...shadowed] = origins;
    return { name, from: first, shadowed };
  }
}
