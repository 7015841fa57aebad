const FIRST_MS = 250;
const LONGEST_MS = 5_000;

/** How long to wait before attempt number `attempt` (from 0), in milliseconds; spread, so that pages do not come back in step. */
export function delayOf(attempt: number, chance: number = Math.random()): number {
  return Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS) * (0.75 + chance / 2);
}
