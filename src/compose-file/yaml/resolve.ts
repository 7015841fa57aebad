import { narrow } from '../formats/go-integer.ts';
import type { ScalarValue } from '../tree/node.ts';
import { GoFloat, Timestamp } from '../tree/scalar.ts';

/** What a plain scalar means, by the rules of go-yaml v3: YAML 1.2 with octals of both versions and timestamps. */
const words = new Map<string, { tag: string; value: ScalarValue }>();

function register(tag: string, value: ScalarValue, spellings: string): void {
  for (const spelling of spellings.split(' ')) words.set(spelling, { tag, value });
}

register('!!bool', true, 'true True TRUE');
register('!!bool', false, 'false False FALSE');
register('!!null', null, ' ~ null Null NULL');
register('!!float', new GoFloat(Number.NaN), '.nan .NaN .NAN');
register('!!float', new GoFloat(Number.POSITIVE_INFINITY), '.inf .Inf .INF +.inf +.Inf +.INF');
register('!!float', new GoFloat(Number.NEGATIVE_INFINITY), '-.inf -.Inf -.INF');

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INTEGER = /^[-+]?(?:0[bB][01]+|0[oO]?[0-7]*|0[xX][0-9a-fA-F]+|[1-9][0-9]*)$/;
/** Characters; more is no number that somebody wrote. */
const LONGEST = 10_000;
const MAX_INT = 2n ** 63n;
const MAX_UINT = 2n ** 64n;

export function resolveTag(text: string): string {
  return resolveScalar(text).tag;
}

/** Value and short tag of an untagged plain scalar. */
export function resolveScalar(text: string): { tag: string; value: ScalarValue } {
  const c = text.charCodeAt(0);
  const isNumeric = (c >= 48 && c <= 57) || c === 43 || c === 45 || c === 46;
  if (isNumeric) return words.get(text) ?? resolveNumber(text);
  return words.get(text) ?? { tag: '!!str', value: text };
}

function resolveNumber(text: string): { tag: string; value: ScalarValue } {
  if (text.startsWith('.')) {
    // ParseFloat reads what begins with a dot, "_" only between digits of a base prefix, which it cannot have.
    return FLOAT.test(text)
      ? { tag: '!!float', value: new GoFloat(Number(text)) }
      : { tag: '!!str', value: text };
  }
  if (Timestamp.pattern.test(text)) {
    const time = Timestamp.parse(text);
    if (time !== undefined) return { tag: '!!timestamp', value: time };
  }
  if (text.length > LONGEST) return { tag: '!!str', value: text };
  const plain = text.replaceAll('_', '');
  const integer = parseInteger(plain);
  if (integer !== undefined) return { tag: '!!int', value: integer };
  if (FLOAT.test(plain)) {
    const value = Number(plain);
    if (Number.isFinite(value)) return { tag: '!!float', value: new GoFloat(value) };
  }
  return { tag: '!!str', value: text };
}

/** As Go's ParseInt with base 0, and go-yaml's own `0b` and `0o`; beyond 64 bits it is no integer. */
export function parseInteger(text: string): number | bigint | undefined {
  if (!INTEGER.test(text)) return undefined;
  const negative = text.startsWith('-');
  const digits = /^[-+]/.test(text) ? text.slice(1) : text;
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  if (/^0[oO]$/.test(octal)) return undefined;
  const value = octal.length < 15 ? Number(octal) : BigInt(octal);
  if (typeof value === 'number') return negative ? 0 - value : value;
  const signed = negative ? -value : value;
  if (signed < -MAX_INT || signed >= (text.startsWith('+') ? MAX_INT : MAX_UINT)) return undefined;
  return narrow(signed);
}
