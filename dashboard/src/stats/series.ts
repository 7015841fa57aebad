import { type Signal, signal } from '@preact/signals';

/** Most readings kept of one thing; then every second one of the older half is let go. */
const KEPT = 600;

export const FIELDS = [
  'cpu',
  'memory',
  'networkIn',
  'networkOut',
  'diskRead',
  'diskWritten',
  'pids',
] as const;

export type Field = (typeof FIELDS)[number];
export type Measured = { at: number; memoryLimit: number } & Record<Field, number>;

/**
 * What was measured of one thing, oldest first. It grows to a fixed length: what is long ago is kept more coarsely, so that a page can be
 * left open for days.
 */
export class Series {
  /** Changes with each reading: who reads it is drawn again. */
  readonly version: Signal<number> = signal(0);
  /** Unix milliseconds. */
  readonly times: number[] = [];
  latest: Measured | undefined;
  readonly #columns = new Map<Field, number[]>(FIELDS.map((field) => [field, []]));

  push(reading: Measured): void {
    if (this.times.length >= KEPT) this.#thin();
    this.times.push(reading.at);
    for (const [field, column] of this.#columns) column.push(reading[field]);
    this.latest = reading;
    this.version.value += 1;
  }

  values(field: Field): number[] {
    return this.#columns.get(field) ?? [];
  }

  #thin(): void {
    const half = KEPT / 2;
    const keep = (_: number, index: number) => index >= half || index % 2 === 0;
    for (const column of [this.times, ...this.#columns.values()]) {
      const kept = column.filter(keep);
      column.length = 0;
      column.push(...kept);
    }
  }
}
