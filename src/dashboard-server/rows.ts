/** Rows that are told by what changed of them. */
import type { RowsDelta } from '../dashboard-api/index.ts';

/** The later delta on top of the earlier. */
export function mergeRows<Row>(
  pending: RowsDelta<Row> | undefined,
  next: RowsDelta<Row> | undefined,
  key: (row: Row) => string,
): RowsDelta<Row> | undefined {
  if (pending === undefined) return next;
  if (next === undefined) return pending;
  const set = new Map(pending.set.map((row) => [key(row), row]));
  const removed = new Set(pending.removed);
  for (const gone of next.removed) {
    set.delete(gone);
    removed.add(gone);
  }
  for (const row of next.set) {
    set.set(key(row), row);
    removed.delete(key(row));
  }
  return { set: [...set.values()], removed: [...removed] };
}

/** Remembers which rows were told, to tell only what is new. */
export class RowSet<Row> {
  readonly #key: (row: Row) => string;
  #texts = new Map<string, string>();

  constructor(key: (row: Row) => string) {
    this.#key = key;
  }

  /** What makes these rows of those before; undefined when they are the same. */
  update(rows: readonly Row[]): RowsDelta<Row> | undefined {
    const texts = new Map(rows.map((row) => [this.#key(row), JSON.stringify(row)]));
    const set = rows.filter((row) => this.#texts.get(this.#key(row)) !== texts.get(this.#key(row)));
    const removed = [...this.#texts.keys()].filter((key) => !texts.has(key));
    this.#texts = texts;
    return set.length === 0 && removed.length === 0 ? undefined : { set, removed };
  }
}
