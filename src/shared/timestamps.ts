const NANOSECONDS = 1_000_000_000n;

/** RFC 3339 in UTC with nine digits of a second, from Unix nanoseconds; all of the same length, so that they sort as text. */
export function formatTimestamp(nanoseconds: bigint): string {
  const fraction = nanoseconds % NANOSECONDS;
  const date = new Date(Number(nanoseconds / 1_000_000n));
  return `${date.toISOString().slice(0, 19)}.${fraction.toString().padStart(9, '0')}Z`;
}

/** Unix nanoseconds of an RFC 3339 time with up to nine digits of a second; undefined for anything else. */
export function parseTimestamp(text: string): bigint | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!match) return undefined;
  const milliseconds = Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(milliseconds)) return undefined;
  return BigInt(milliseconds) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
}

/** Unix seconds with nine digits of a second, as engines take times. */
export function unixSeconds(nanoseconds: bigint): string {
  return `${nanoseconds / NANOSECONDS}.${String(nanoseconds % NANOSECONDS).padStart(9, '0')}`;
}
