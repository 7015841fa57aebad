import { UserError } from '../../shared/index.ts';
import { formatFloat, GoFloat, Timestamp } from '../tree/scalar.ts';
import { Pairs, type Printable } from './printable.ts';

/** As Go's encoding/json prints a value; with `indent` as its MarshalIndent does. */
export function printJson(value: Printable, indent = ''): string {
  const parts: string[] = [];
  write(value, indent, '', parts);
  return parts.join('');
}

function write(value: Printable, indent: string, outer: string, parts: string[]): void {
  if (Array.isArray(value)) {
    const items = value.map((item) => ['', item] as const);
    writeItems(items, '[', ']', indent, outer, parts);
  } else if (value instanceof Pairs) {
    const separator = indent === '' ? ':' : ': ';
    const items = value.items.map(([key, item]) => [quote(key) + separator, item] as const);
    writeItems(items, '{', '}', indent, outer, parts);
  } else parts.push(scalarText(value));
}

function writeItems(
  items: readonly (readonly [string, Printable])[],
  open: string,
  close: string,
  indent: string,
  outer: string,
  parts: string[],
): void {
  if (items.length === 0) {
    parts.push(open + close);
    return;
  }
  const inner = outer + indent;
  parts.push(open);
  items.forEach(([prefix, item], i) => {
    if (i > 0) parts.push(',');
    if (indent !== '') parts.push('\n', inner);
    parts.push(prefix);
    write(item, indent, inner, parts);
  });
  if (indent !== '') parts.push('\n', outer);
  parts.push(close);
}

function scalarText(value: Exclude<Printable, Printable[] | Pairs>): string {
  if (typeof value === 'string') return quote(value);
  if (value instanceof Timestamp) return quote(value.text);
  if (value instanceof GoFloat) return floatText(value);
  return String(value);
}

/** With an exponent below 1e-6 and from 1e21 on, and no zero before a single digit of it. */
function floatText({ value, bits }: GoFloat): string {
  if (!Number.isFinite(value)) {
    const hint = 'JSON has no infinity and no NaN; the YAML of config has.';
    throw new UserError('invalid-value', `json: unsupported value: ${formatFloat(value, bits, 21)}`, {
      hint,
    });
  }
  const size = Math.abs(value);
  const isPlain = size === 0 || (size >= 1e-6 && size < 1e21);
  if (!isPlain) return formatFloat(value, bits, 0).replace(/e-0(\d)$/, 'e-$1');
  return formatFloat(value, bits, 21).includes('e') ? plainDigits(value, bits) : formatFloat(value, bits, 21);
}

function plainDigits(value: number, bits: 32 | 64): string {
  const [mantissa = '', exponent = '0'] = formatFloat(value, bits, 21).split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  return `${sign}0.${'0'.repeat(-Number(exponent) - 1)}${digits}`;
}

/** `<`, `>` and `&` are escaped, for JSON in HTML; so are line separators. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]|\\u[0-9a-f]{4}/g, (found) => {
    if (found.length > 1) return found.startsWith('\\ud') ? '\\ufffd' : found;
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
