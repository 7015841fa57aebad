import { UserError } from '../../shared/index.ts';
import { TextBuilder } from '../text-builder.ts';
import { formatFloat, GoFloat, Timestamp } from '../tree/scalar.ts';
import { Items, Pairs, type Printable, type PrintableScalar } from './printable.ts';

/** As Go's encoding/json prints a value; with `indent` as its MarshalIndent does. */
export function printJson(value: Printable, indent = ''): string {
  const text = new TextBuilder();
  write(value, indent, '', text);
  return text.toString();
}

function write(value: Printable, indent: string, outer: string, text: TextBuilder): void {
  if (value instanceof Items || value instanceof Pairs) writeItems(value, indent, outer, text);
  else text.add(scalarText(value));
}

function writeItems(items: Items | Pairs, indent: string, outer: string, text: TextBuilder): void {
  const [open, close] = items instanceof Pairs ? '{}' : '[]';
  text.add(open ?? '');
  for (let i = 0; i < items.size; i++) {
    if (i > 0) text.add(',');
    if (indent !== '') text.add(`\n${outer}${indent}`);
    if (items instanceof Pairs) text.add(`${quote(items.keys[i] ?? '')}${indent === '' ? ':' : ': '}`);
    write(items.item(i), indent, outer + indent, text);
  }
  if (indent !== '' && items.size > 0) text.add(`\n${outer}`);
  text.add(close ?? '');
}

function scalarText(value: PrintableScalar): string {
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
