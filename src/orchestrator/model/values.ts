const nanosecondsPer: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Nanoseconds of a duration as Go prints it (`1m30s`, `500ms`); undefined for undefined. */
export function durationNanoseconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  return Math.round(
    parts.reduce((sum, [, count, unit]) => sum + Number(count) * (nanosecondsPer[unit ?? ''] ?? 0), 0),
  );
}

/** Bytes (or another integer) written as decimal digits; 0 for undefined. */
export function integer(text: string | number | undefined): number {
  return text === undefined ? 0 : Math.trunc(Number(text));
}

/** How many containers a service should have. */
export function scaleOf(config: { scale?: number; deploy?: { replicas?: number } }): number {
  return config.scale ?? config.deploy?.replicas ?? 1;
}

/** A variable that is set and says no, as Go's strconv.ParseBool reads it. */
export function isOff(text: string | undefined): boolean {
  return text !== undefined && /^(?:0|f|F|false|FALSE|False)$/.test(text);
}
