import type { Filters } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';

/** Query parameters with the API's own reading of them. */
export class Query {
  readonly #values: URLSearchParams;

  constructor(text: string) {
    this.#values = new URLSearchParams(text);
  }

  /** `undefined` when absent or empty: the API makes no difference. */
  text(name: string): string | undefined {
    return this.#values.get(name) || undefined;
  }

  all(name: string): string[] {
    return this.#values.getAll(name);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Anything but nothing, `0`, `no`, `false` and `none` is true. */
  flag(name: string, absent = false): boolean {
    const value = this.#values.get(name);
    if (value === null) return absent;
    return !['', '0', 'no', 'false', 'none'].includes(value.trim().toLowerCase());
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^-?\d+$/.test(value)) throw invalidNumber(value);
    return Number(value);
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new EngineError('invalid', `missing parameter: ${name}`);
    return value;
  }

  /** Lines of all values of one name: clients repeat the parameter, or put several lines into one. */
  lines(name: string): string[] {
    return this.all(name)
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.trim() !== '');
  }

  /** `{"label":["a"]}`, or the old form `{"label":{"a":true}}`. */
  filters(): Filters {
    return toFilters(this.json('filters') ?? {});
  }

  json(name: string): unknown {
    const value = this.text(name);
    if (value === undefined) return undefined;
    try {
      return JSON.parse(value);
    } catch (error) {
      throw new EngineError('invalid', `invalid ${name}: not JSON: ${value}`, { cause: error });
    }
  }

  /** Unix seconds with fraction (`1700000000.000000001`), as clients send points of time; nanoseconds. */
  moment(name: string): bigint | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const match = /^(-?\d+)(?:\.(\d{1,9})\d*)?$/.exec(value);
    if (match) return BigInt(match[1] ?? 0) * 1_000_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
    const milliseconds = Date.parse(value);
    if (Number.isNaN(milliseconds)) throw invalidNumber(value);
    return BigInt(milliseconds) * 1_000_000n;
  }
}

function invalidNumber(value: string): EngineError {
  return new EngineError('invalid', `strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`);
}

function toFilters(value: unknown): Filters {
  const filters: Filters = {};
  if (typeof value !== 'object' || value === null) throw new EngineError('invalid', 'invalid filter');
  for (const [name, entry] of Object.entries(value)) {
    if (Array.isArray(entry)) filters[name] = entry.map(String);
    else if (typeof entry === 'object' && entry !== null) filters[name] = Object.keys(entry);
    else throw new EngineError('invalid', 'invalid filter');
  }
  return filters;
}
