/** Which element draws which row: those of rows that are gone are given to rows that come, for to change a text costs less than to make an element. */
export class RowSlots {
  #slots = new Map<number, number>();
  #next = 0;

  /** Slots for rows by their keys, in order. A row keeps its slot as long as it is drawn; `reuse` gives those of others away. */
  assign(keys: readonly number[], reuse: boolean): number[] {
    const drawn = new Set(keys);
    const free = reuse ? [...this.#slots].flatMap(([key, slot]) => (drawn.has(key) ? [] : [slot])) : [];
    const next = new Map<number, number>();
    for (const key of keys) next.set(key, this.#slots.get(key) ?? free.shift() ?? this.#next++);
    this.#slots = next;
    return [...next.values()];
  }
}
