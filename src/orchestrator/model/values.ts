import { parseDuration } from '../../compose-file/index.ts';

/** A `bigint` where a JavaScript number would be rounded. */
export type Whole = number | bigint;

export function whole(value: bigint): Whole {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Nanoseconds of a duration (`1m30s`, `500ms`); undefined for undefined. */
export function durationNanoseconds(text: string | undefined): Whole | undefined {
  const nanoseconds = text === undefined ? undefined : parseDuration(text);
  return nanoseconds === undefined ? undefined : whole(nanoseconds);
}

/** Bytes (or another integer) written as decimal digits; 0 for undefined. */
export function integer(text: string | number | undefined): Whole {
  if (text === undefined) return 0;
  return typeof text === 'string' && /^-?\d+$/.test(text) ? whole(BigInt(text)) : Math.trunc(Number(text));
}

/** How many containers a service should have. */
export function scaleOf(config: { scale?: number; deploy?: { replicas?: number } }): number {
  return config.scale ?? config.deploy?.replicas ?? 1;
}

/** A variable that is set and says no, as Go's strconv.ParseBool reads it. */
export function isOff(text: string | undefined): boolean {
  return text !== undefined && /^(?:0|f|F|false|FALSE|False)$/.test(text);
}
