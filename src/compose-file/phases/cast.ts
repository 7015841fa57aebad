import type { Cast } from '../attributes/rule.ts';
import type { ScalarValue } from '../tree/node.ts';
import { GoFloat } from '../tree/scalar.ts';
import { parseInteger } from '../yaml/resolve.ts';

const FLOAT = /^[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[-+]?\d+)?$|^[-+]?(?:inf|infinity)$|^nan$/i;

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

export function toFloat(text: string, bits: 32 | 64): GoFloat | undefined {
  if (!FLOAT.test(text) || text.includes('_')) return undefined;
  const word = text.toLowerCase().replace(/^([-+]?)inf(inity)?$/, '$1Infinity');
  const value = word === 'nan' ? Number.NaN : Number(word);
  if (!Number.isFinite(value) && /\d/.test(word)) return undefined;
  return new GoFloat(value, bits);
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
