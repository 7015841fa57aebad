import type { LogAddress, LogEntry } from '../../../../src/dashboard-api/index.ts';
import { RowPlaces } from './row-places.ts';

/** What the list draws: a line with those that continue it, or a gap. */
export type LogRow = LineRow | SkippedRow;

export interface LineRow {
  kind: 'line';
  /** Unique for the life of the list. */
  key: number;
  head: LogEntry;
  /** Lines that continue it; replaced when more come, never changed. */
  more: readonly LogEntry[];
}

export interface SkippedRow {
  kind: 'skipped';
  key: number;
  lines: number;
}

/** By time, then by source, then as they were written: as the server sorts. */
export function compareAddresses(a: LogAddress, b: LogAddress): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  return a.nth - b.nth;
}

/** Rows that are looked at for the place of a line that came late. */
const LATE = 2_000;

/** The rows of a list, by time; changed in place, for there are a hundred thousand. */
export class LogRows {
  readonly rows: LogRow[] = [];
  /** Where each row is. */
  readonly places: RowPlaces = new RowPlaces();
  #nextKey = 0;
  #firstKey = -1;
  /** The last row of each source's stream: lines that continue one go there. */
  #open = new Map<string, LineRow>();

  append(entries: readonly LogEntry[], skipped = 0): void {
    if (skipped > 0)
      this.#insert(this.rows.length, { kind: 'skipped', key: this.#nextKey++, lines: skipped });
    for (const entry of entries) this.#add(entry);
  }

  /** Lines that are before all others; those that are known already are left out. */
  prepend(entries: readonly LogEntry[]): void {
    const first = this.rows.find((row) => row.kind === 'line');
    const older = new LogRows();
    older.append(
      first === undefined ? entries : entries.filter((entry) => compareAddresses(entry, first.head) < 0),
    );
    older.rows.forEach((row, index) => {
      row.key = this.#firstKey - (older.rows.length - 1 - index);
    });
    this.#firstKey -= older.rows.length;
    this.rows.unshift(...older.rows);
    this.places.prepend(older.rows.length);
    if (first === undefined) this.#open = older.#open;
  }

  /** Leaves so many at the end. */
  keepLast(count: number): void {
    const over = this.rows.length - count;
    if (over <= 0) return;
    this.rows.splice(0, over);
    this.places.drop(over);
  }

  /** Where a line is; -1 where it is not. */
  indexOf(at: LogAddress): number {
    return this.rows.findIndex(
      (row) => row.kind === 'line' && (isAt(row.head, at) || row.more.some((entry) => isAt(entry, at))),
    );
  }

  #add(entry: LogEntry): void {
    const stream = `${entry.source} ${entry.stream}`;
    const open = this.#open.get(stream);
    if (entry.continues === true && open !== undefined && compareAddresses(open.head, entry) <= 0) {
      this.#continue(open, entry, stream);
      return;
    }
    const row: LineRow = { kind: 'line', key: this.#nextKey++, head: entry, more: [] };
    const at = this.#placeOf(entry);
    if (at < 0) return;
    this.#insert(at, row);
    if (open === undefined || compareAddresses(open.head, entry) < 0) this.#open.set(stream, row);
  }

  #insert(at: number, row: LogRow): void {
    if (at === this.rows.length) this.rows.push(row);
    else this.rows.splice(at, 0, row);
    this.places.insert(at);
  }

  #continue(open: LineRow, entry: LogEntry, stream: string): void {
    if (isAt(open.head, entry) || open.more.some((other) => isAt(other, entry))) return;
    const row = { ...open, more: [...open.more, entry] };
    const at = this.rows.lastIndexOf(open);
    if (at >= 0) this.rows[at] = row;
    this.#open.set(stream, row);
  }

  /** Nearly always the end: lines of several containers come a little out of order. -1 for a line that is there already. */
  #placeOf(entry: LogEntry): number {
    const { rows } = this;
    const lowest = Math.max(0, rows.length - LATE);
    for (let at = rows.length; at > lowest; at--) {
      const row = rows[at - 1];
      if (row === undefined || row.kind === 'skipped') return at;
      const order = compareAddresses(row.head, entry);
      if (order === 0) return -1;
      if (order < 0) return at;
    }
    return lowest;
  }
}

function isAt(entry: LogAddress, at: LogAddress): boolean {
  return entry.time === at.time && entry.source === at.source && entry.nth === at.nth;
}
