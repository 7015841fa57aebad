import type { LogAddress } from '../../dashboard-api/index.ts';

/** By time, then by source, then as they were written. */
export function compareAddresses(a: LogAddress, b: LogAddress): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  return a.nth - b.nth;
}

/** So many milliseconds later; of times as in `LogAddress`. */
export function later(time: string, milliseconds: number): string {
  return `${new Date(Date.parse(time) + milliseconds).toISOString().slice(0, -1)}${time.slice(23)}`;
}
