import type { RememberedBuild } from '../contract-builds.ts';

/** Remembers which rows were told, to tell only what is new. */
export class ChangedRows {
  #texts = new Map<string, string>();

  /** What makes these rows of those before; undefined when they are the same. */
  update(rows: readonly RememberedBuild[]): { set: RememberedBuild[]; removed: string[] } | undefined {
    const texts = new Map(rows.map((row) => [row.id, JSON.stringify(row)]));
    const set = rows.filter(({ id }) => this.#texts.get(id) !== texts.get(id));
    const removed = [...this.#texts.keys()].filter((id) => !texts.has(id));
    this.#texts = texts;
    return set.length === 0 && removed.length === 0 ? undefined : { set, removed };
  }
}
