import type { LogEntry } from '../../dashboard-api/index.ts';
import { compareAddresses } from './order.ts';

/** Characters that a window may hold. */
const BUDGET = 4 * 1024 * 1024;

/** What an entry costs besides its text. */
const ENTRY = 200;

/** Keeps the `limit` newest (or oldest) of all entries that it is given, within a budget of memory. */
export class Collector {
  readonly #limit: number;
  readonly #newest: boolean;
  #entries: LogEntry[] = [];
  #size = 0;
  /** Entries beyond it are not kept. */
  #edge: LogEntry | undefined;

  constructor(limit: number, keep: 'newest' | 'oldest') {
    this.#limit = limit;
    this.#newest = keep === 'newest';
  }

  add(entry: LogEntry): void {
    if (this.isBeyond(entry)) return;
    this.#entries.push(entry);
    this.#size += entry.text.length + ENTRY;
    if (this.#entries.length >= this.#limit * 2 || this.#size > BUDGET * 2) this.#prune();
  }

  /** Whether an entry of that address would not be kept. */
  isBeyond(entry: Pick<LogEntry, 'time' | 'source' | 'nth'>): boolean {
    if (this.#edge === undefined) return false;
    const order = compareAddresses(entry, this.#edge);
    return this.#newest ? order < 0 : order > 0;
  }

  /** Whether nothing of that time or farther can get in any more: there are enough that are nearer. */
  isSettled(time: string): boolean {
    if (this.#entries.length < this.#limit && this.#edge === undefined) return false;
    this.#prune();
    const farthest = this.#newest ? this.#entries[0] : this.#entries.at(-1);
    if (farthest === undefined || (this.#entries.length < this.#limit && this.#edge === undefined))
      return false;
    return this.#newest ? farthest.time > time : farthest.time < time;
  }

  /** By time. */
  entries(): LogEntry[] {
    this.#prune();
    return this.#entries;
  }

  /** Whether something was left out. */
  get cut(): boolean {
    return this.#edge !== undefined;
  }

  #prune(): void {
    const sorted = this.#entries.sort(compareAddresses);
    const kept: LogEntry[] = [];
    let size = 0;
    for (let index = 0; index < sorted.length && kept.length < this.#limit; index++) {
      const entry = sorted[this.#newest ? sorted.length - 1 - index : index];
      if (entry === undefined) break;
      size += entry.text.length + ENTRY;
      if (size > BUDGET && kept.length > 0) break;
      kept.push(entry);
    }
    if (kept.length < sorted.length) this.#edge = kept.at(-1) ?? this.#edge;
    this.#entries = this.#newest ? kept.reverse() : kept;
    this.#size = this.#entries.reduce((sum, { text }) => sum + text.length + ENTRY, 0);
  }
}
