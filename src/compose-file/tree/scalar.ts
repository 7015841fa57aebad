/**
 * Values that JavaScript cannot tell apart and Go can: a floating-point number from an integer, a time from a text.
 * Docker Compose treats them differently (`mem_limit: 1.5` is no byte size), so the loader has to know.
 */
export class GoFloat {
  readonly value: number;
  /** 32: written with the digits that a single-precision number needs. */
  readonly bits: 32 | 64;

  constructor(value: number, bits: 32 | 64 = 64) {
    this.value = bits === 32 ? Math.fround(value) : value;
    this.bits = bits;
  }

  /** As Go's `%v`: the shortest form, with an exponent below 1e-4 and from 1e6 on. */
  toString(): string {
    return formatFloat(this.value, this.bits, 6);
  }
}

/** Go's shortest decimal form; from `10^exponentFrom` on with an exponent of at least two digits. */
export function formatFloat(value: number, bits: 32 | 64, exponentFrom: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponentText = '0'] = shortest(value, bits).split('e');
  const exponent = Number(exponentText);
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace('-', '').replace('.', '');
  if (exponent < -4 || exponent >= exponentFrom) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const power = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${power}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const rest = digits.slice(exponent + 1);
  return sign + whole + (rest === '' ? '' : `.${rest}`);
}

/** Fewest digits that read back as the same number, as `d.ddde±x`. */
function shortest(value: number, bits: 32 | 64): string {
  if (bits === 64) return value.toExponential();
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return text.replace(/\.?0+e/, 'e');
  }
  return value.toExponential();
}

/** A YAML timestamp (`2001-12-14`); no attribute takes one, but `x-*` may hold one. */
export class Timestamp {
  static readonly pattern: RegExp = /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt ])/;
  /** RFC 3339, as Go prints it. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  static parse(text: string): Timestamp | undefined {
    const match =
      /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})([.,]\d+)?(Z|[-+]\d\d:\d\d)?)?$/.exec(
        text,
      );
    if (match === null) return undefined;
    const [, year, month, day, separator, hour = '0', minute = '0', second = '0', fraction = '', zone] =
      match;
    if (separator !== undefined && (separator === ' ') === (zone !== undefined)) return undefined;
    const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
    if (date.getUTCMonth() !== Number(month) - 1 || Number(day) === 0) return undefined;
    if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
    const shown = fraction.slice(1, 10).replace(/0+$/, '');
    const time = `${two(hour)}:${two(minute)}:${two(second)}${shown === '' ? '' : `.${shown}`}`;
    const offset = zone === undefined || zone === 'Z' || zone === '+00:00' || zone === '-00:00' ? 'Z' : zone;
    return new Timestamp(`${year}-${two(month)}-${two(day)}T${time}${offset}`);
  }

  /** As Go's `%v` prints it. */
  get verbose(): string {
    const [, day, time, zone = ''] = /^(.*)T(.*?)(Z|[-+].*)$/.exec(this.text) ?? [];
    const offset = zone.replace(':', '');
    return `${day} ${time} ${zone === 'Z' ? '+0000 UTC' : `${offset} ${offset}`}`;
  }

  toString(): string {
    return this.text;
  }
}

function two(part: string | undefined): string {
  return (part ?? '').padStart(2, '0');
}
