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
