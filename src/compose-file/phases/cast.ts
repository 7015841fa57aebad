import type { Cast } from '../attributes/rule.ts';
import type { ScalarValue } from '../tree/node.ts';
import { GoFloat } from '../tree/scalar.ts';
import { parseInteger } from '../yaml/resolve.ts';

/** A text as a boolean, with the words of YAML 1.1; `warned` is called for those that are not of YAML 1.2. */
export function toBoolean(text: string, warned?: (better: string) => void): boolean | undefined {
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  if (['y', 'yes', 'on'].includes(word)) {
    warned?.('true');
    return true;
  }
  if (['n', 'no', 'off'].includes(word)) {
    warned?.('false');
    return false;
  }
  return undefined;
}

/** A decimal integer of 64 bits. */
export function toInteger(text: string): number | bigint | undefined {
  if (!/^[-+]?\d+$/.test(text)) return undefined;
  const digits = text.replace(/^([-+]?)0+(?=\d)/, '$1');
  return parseInteger(digits);
}

/** As Go's ParseFloat: underscores between digits, hexadecimal with a binary exponent, infinities. */
export function toFloat(text: string, bits: 32 | 64): GoFloat | undefined {
  const hexadecimal = /^([-+]?)0x([\da-f_]*)\.?([\da-f_]*)p([-+]?\d+)$/i.exec(text);
  const plain = text.replaceAll(/(?<=[\da-fx])_(?=[\da-f])/gi, '').toLowerCase();
  const value = hexadecimal === null ? parseDecimal(plain) : parseHexadecimal(plain);
  return value === undefined ? undefined : new GoFloat(value, bits);
}

function parseDecimal(text: string): number | undefined {
  if (text === 'nan') return Number.NaN;
  const infinity = /^([-+]?)inf(?:inity)?$/.exec(text);
  if (infinity !== null) return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function parseHexadecimal(text: string): number | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([-+]?)0x([\da-f]*)\.?([\da-f]*)p([-+]?\d+)$/.exec(text) ?? [];
  if (whole + fraction === '') return undefined;
  const mantissa = Number.parseInt(whole + fraction, 16);
  const value = mantissa * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}

/** undefined: the text is none of these. */
export function castText(
  text: string,
  cast: Cast,
  warned: (better: string) => void,
): ScalarValue | undefined {
  if (cast === 'boolean') return toBoolean(text, warned);
  return cast === 'integer' ? toInteger(text) : toFloat(text, cast === 'number' ? 64 : 32);
}
