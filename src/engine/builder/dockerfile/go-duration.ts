const unitNanoseconds: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Nanoseconds of a duration as Go writes them: `1m30s`, `1.5h`. @throws Error with Go's sentence. */
export function parseGoDuration(text: string): number {
  const quoted = JSON.stringify(text);
  const [, sign, body = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (body === '0') return 0;
  let total = 0;
  let at = 0;
  const part = /(\d+\.?\d*|\.\d+)([^\d.]*)/y;
  do {
    part.lastIndex = at;
    const match = part.exec(body);
    if (!match) throw new Error(`time: invalid duration ${quoted}`);
    const unit = match[2] ?? '';
    const factor = Object.hasOwn(unitNanoseconds, unit) ? unitNanoseconds[unit] : undefined;
    if (unit === '') throw new Error(`time: missing unit in duration ${quoted}`);
    if (factor === undefined) {
      throw new Error(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`);
    }
    total += Number(match[1]) * factor;
    at = part.lastIndex;
  } while (at < body.length);
  if (total > Number.MAX_SAFE_INTEGER * 1024) throw new Error(`time: invalid duration ${quoted}`);
  return (sign === '-' ? -1 : 1) * Math.round(total);
}

/** A duration as Go prints it: `30s`, `1m30s`, `1.5ms`, `0s`. */
export function formatGoDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  if (nanoseconds < 1e3) return `${nanoseconds}ns`;
  if (nanoseconds < 1e6) return `${nanoseconds / 1e3}µs`;
  if (nanoseconds < 1e9) return `${nanoseconds / 1e6}ms`;
  const hours = Math.floor(nanoseconds / 3600e9);
  const minutes = Math.floor((nanoseconds % 3600e9) / 60e9);
  const seconds = (nanoseconds % 60e9) / 1e9;
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}s`;
}
