import { parseFloat64 } from './float.ts';

const POWERS: Record<string, number> = { k: 1, m: 2, g: 3, t: 4, p: 5 };

/** Bytes of a text such as "512m", "1.5gb" or "64KiB" (specification, "byte values"), or a message. */
export function parseByteSize(text: string): number | string {
  const match = /^(.*[\d. ])([^\d. ]*)$/s.exec(text);
  if (match === null) return `invalid size: '${text}'`;
  const number = (match[1] ?? '').replace(/ $/, '');
  const suffix = (match[2] ?? '').toLowerCase();
  const size = parseFloat64(number);
  if (size === undefined || size < 0) return `invalid size: '${text}'`;
  if (suffix === '' || suffix === 'b') return Math.trunc(size);
  const unit = /^([kmgtp])(b|ib)?$/.exec(suffix)?.[1];
  if (unit === undefined) return `invalid suffix: '${suffix}'`;
  return Math.trunc(size * 1024 ** (POWERS[unit] ?? 0));
}
