import { formatFloat, GoFloat, Timestamp } from '../tree/scalar.ts';
import { resolveTag } from '../yaml/resolve.ts';
import { Pairs, type Printable } from './printable.ts';

/** As go-yaml v3 prints a value with an indentation of two: lists are indented, long lines are not broken. */
export function printYaml(value: Printable): string {
  const parts: string[] = [];
  writeNode(value, 0, false, parts);
  return parts.join('');
}

/** Writes a value after what introduces it, and ends the line. `inList`: right after `- `. */
function writeNode(value: Printable, indent: number, inList: boolean, parts: string[]): void {
  if (Array.isArray(value)) {
    if (value.length === 0) parts.push('[]\n');
    else writeList(value, indent, inList, parts);
  } else if (value instanceof Pairs) {
    if (value.items.length === 0) parts.push('{}\n');
    else writePairs(value, indent, inList, parts);
  } else parts.push(scalarText(value, indent), '\n');
}

function isBlock(value: Printable): boolean {
  return Array.isArray(value) ? value.length > 0 : value instanceof Pairs && value.items.length > 0;
}

function writeList(items: readonly Printable[], indent: number, inList: boolean, parts: string[]): void {
  const margin = ' '.repeat(indent);
  items.forEach((item, i) => {
    parts.push(inList && i === 0 ? '- ' : `${margin}- `);
    writeNode(item, isBlock(item) ? indent + 2 : indent, true, parts);
  });
}

function writePairs({ items }: Pairs, indent: number, inList: boolean, parts: string[]): void {
  const margin = ' '.repeat(indent);
  items.forEach(([key, value], i) => {
    if (!(inList && i === 0)) parts.push(margin);
    if (isSimpleKey(key)) parts.push(keyText(key), ':');
    else parts.push('? ', scalarText(key, indent), '\n', margin, ':');
    if (isBlock(value)) parts.push('\n');
    else parts.push(' ');
    writeNode(value, isBlock(value) ? indent + 2 : indent, false, parts);
  });
}

function isSimpleKey(key: string): boolean {
  return !BREAK.test(key) && Buffer.byteLength(key) <= 128;
}

function keyText(key: string): string {
  return key === '' ? '""' : stringText(key, undefined);
}

function scalarText(value: Exclude<Printable, Printable[] | Pairs>, indent: number): string {
  if (typeof value === 'string') return stringText(value, indent);
  if (value instanceof Timestamp) return value.text;
  if (!(value instanceof GoFloat)) return String(value);
  const text = formatFloat(value.value, value.bits, 6);
  return { '+Inf': '.inf', '-Inf': '-.inf', NaN: '.nan' }[text] ?? text;
}

const BREAK = /[\n\r\u0085\u2028\u2029]/;
/** What go-yaml writes as an escape: controls, and everything beyond the basic plane. */
const UNPRINTABLE = /[\0-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]/;
const OLD_BOOLEAN = /^(?:[yY]|[nN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const INDICATOR =
  /^(?:[#,[\]{}&*!|>'"%@`]|[?:-](?=[ \t\n\r\u0085\u2028\u2029]|$)|---|\.\.\.)|:(?=[ \t\n\r\u0085\u2028\u2029]|$)|[ \t\n\r\u0085\u2028\u2029]#/;

/** `indent` undefined: as a key, which has to stay on one line. */
function stringText(text: string, indent: number | undefined): string {
  const hasBreak = BREAK.test(text);
  const isSpecial = UNPRINTABLE.test(text) || / [\n\r\u0085\u2028\u2029]/.test(text);
  if (text.includes('\n')) {
    const allowed = indent !== undefined && !isSpecial && !text.endsWith(' ');
    return allowed ? literal(text, indent) : doubleQuoted(text);
  }
  const isPlainText = resolveTag(text) === '!!str' && !OLD_BOOLEAN.test(text) && !BASE_60.test(text);
  if (!isPlainText || isSpecial || text.includes('\t')) return doubleQuoted(text);
  if (/[\n\r\u0085\u2028\u2029] /.test(text)) return doubleQuoted(text);
  if (hasBreak || /^ | $/.test(text) || INDICATOR.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return text;
}

function literal(text: string, indent: number): string {
  const margin = ' '.repeat(indent + 2);
  const hint = /^[ \n\r\u0085\u2028\u2029]/.test(text) ? '2' : '';
  const ended = text.endsWith('\n');
  const chomp = !ended ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const lines = (ended ? text.slice(0, -1) : text).split('\n');
  const body = lines.map((line) => (line === '' ? '' : margin + line)).join('\n');
  return `|${hint}${chomp}\n${body}`;
}

const ESCAPES: Record<string, string> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

function doubleQuoted(text: string): string {
  const escaped = text.replace(
    /[\0-\x1f"\\\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g,
    (found) => `\\${ESCAPES[found] ?? codeEscape(found.codePointAt(0) ?? 0)}`,
  );
  return `"${escaped}"`;
}

function codeEscape(code: number): string {
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `u${hex.padStart(4, '0')}` : `U${hex.padStart(8, '0')}`;
}
