import type { Cast } from '../attributes/rule.ts';
import { parseFloat64 } from '../formats/float.ts';
import { isBeyondInt64 } from '../formats/go-integer.ts';
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

/** Characters of the longest integers of 64 bits, sign included. */
const LONGEST = 20;

/** A decimal integer of 64 bits. */
export function toInteger(text: string): number | bigint | undefined {
  if (!/^[-+]?\d+$/.test(text)) return undefined;
  const digits = text.replace(/^([-+]?)0+(?=\d)/, '$1');
  if (digits.length > LONGEST) return undefined;
  const value = parseInteger(digits);
  return isBeyondInt64(value) ? undefined : value;
}

/** undefined also where it is finite and too large for so many bits. */
export function toFloat(text: string, bits: 32 | 64): GoFloat | undefined {
  const value = parseFloat64(text);
  if (value === undefined) return undefined;
  const made = new GoFloat(value, bits);
  return Number.isFinite(value) && !Number.isFinite(made.value) ? undefined : made;
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
