import { TextBuilder } from '../text-builder.ts';
import { formatFloat, GoFloat, Timestamp } from '../tree/scalar.ts';
import { resolveTag } from '../yaml/resolve.ts';
import { Items, Pairs, type Printable, type PrintableScalar } from './printable.ts';

/** As go-yaml v3 prints a value: lists are indented, long lines are not broken. `step` is the indentation. */
export function printYaml(value: Printable, step = 2): string {
  const writer = new Writer(step);
  writer.node(value, 0, false);
  return writer.text();
}

function isBlock(value: Printable): boolean {
  return (value instanceof Items || value instanceof Pairs) && value.size > 0;
}

/** Longer texts are rarely the same. */
const MAX_CACHED = 40;

class Writer {
  readonly #step: number;
  readonly #text = new TextBuilder();
  /** Short texts come up again and again, keys above all; how one is quoted depends on nothing else. */
  readonly #quoted = new Map<string, string>();

  constructor(step: number) {
    this.#step = step;
  }

  text(): string {
    return this.#text.toString();
  }

  /** Writes a value after what introduces it, and ends the line. `inList`: right after `- `. */
  node(value: Printable, indent: number, inList: boolean): void {
    if (value instanceof Items) {
      if (value.size === 0) this.#text.add('[]\n');
      else this.#list(value, indent, inList);
    } else if (value instanceof Pairs) {
      if (value.size === 0) this.#text.add('{}\n');
      else this.#pairs(value, indent, inList);
    } else {
      this.#text.add(this.#scalar(value, indent));
      this.#text.add('\n');
    }
  }

  #scalar(value: PrintableScalar, indent: number): string {
    if (typeof value !== 'string' || value.length > MAX_CACHED || BREAK.test(value)) {
      return scalarText(value, indent, this.#step);
    }
    return this.#cached(value, () => stringText(value, indent, this.#step));
  }

  #cached(text: string, make: () => string): string {
    const known = this.#quoted.get(text);
    if (known !== undefined) return known;
    const made = make();
    this.#quoted.set(text, made);
    return made;
  }

  #list(items: Items, indent: number, inList: boolean): void {
    const dash = `${' '.repeat(indent)}- `;
    for (let i = 0; i < items.size; i++) {
      const item = items.item(i);
      this.#text.add(inList && i === 0 ? '- ' : dash);
      this.node(item, isBlock(item) ? indent + 2 : indent, true);
    }
  }

  #pairs(pairs: Pairs, indent: number, inList: boolean): void {
    const margin = ' '.repeat(indent);
    const inner = marginBelow(indent, this.#step);
    pairs.keys.forEach((key, i) => {
      const value = pairs.item(i);
      if (!(inList && i === 0)) this.#text.add(margin);
      const simple = isSimpleKey(key);
      if (simple) this.#text.add(this.#cached(key, () => keyText(key)));
      else this.#text.add(`? ${scalarText(key, indent, this.#step)}\n${margin}`);
      if (!isBlock(value)) {
        this.#text.add(': ');
        this.node(value, indent, false);
        return;
      }
      // Below a key of several lines the value begins beside the colon.
      this.#text.add(simple ? ':\n' : `:${inner.slice(indent + 1)}`);
      this.node(value, inner.length, !simple);
    });
  }
}

function isSimpleKey(key: string): boolean {
  return !BREAK.test(key) && (key.length <= 42 || Buffer.byteLength(key) <= 128);
}

function keyText(key: string): string {
  return key === '' ? '""' : stringText(key, undefined, 0);
}

function scalarText(value: PrintableScalar, indent: number, step: number): string {
  if (typeof value === 'string') return stringText(value, indent, step);
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

/** Most texts: neither a number nor an indicator, and no word that means something else. */
const SAFE = /^[A-Za-z_/][\w./@-]*(?::[\w./@-]+)*$/;
const WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** `indent` undefined: as a key, which has to stay on one line. */
function stringText(text: string, indent: number | undefined, step: number): string {
  if (SAFE.test(text) && !WORD.test(text)) return text;
  const hasBreak = BREAK.test(text);
  const isSpecial = UNPRINTABLE.test(text) || / [\n\r\u0085\u2028\u2029]/.test(text);
  if (text.includes('\n')) {
    const allowed = indent !== undefined && !isSpecial && !text.endsWith(' ');
    return allowed ? literal(text, indent, step) : doubleQuoted(text);
  }
  const isPlainText = resolveTag(text) === '!!str' && !OLD_BOOLEAN.test(text) && !BASE_60.test(text);
  if (!isPlainText || isSpecial || text.includes('\t')) return doubleQuoted(text);
  if (/[\n\r\u0085\u2028\u2029] /.test(text)) return doubleQuoted(text);
  if (hasBreak || /^ | $/.test(text) || INDICATOR.test(text)) return singleQuoted(text, indent, step);
  return text;
}

/** Line separators stay as they are, and what follows them is indented. */
function singleQuoted(text: string, indent: number | undefined, step: number): string {
  const escaped = text.replaceAll("'", "''");
  if (indent === undefined) return BREAK.test(text) ? doubleQuoted(text) : `'${escaped}'`;
  const margin = marginBelow(indent, step);
  return `'${escaped.replaceAll(/[\u2028\u2029](?=[^\u2028\u2029])/g, (mark) => mark + margin)}'`;
}

function marginBelow(indent: number, step: number): string {
  return ' '.repeat(step * Math.floor((indent + step) / step));
}

function literal(text: string, indent: number, step: number): string {
  const margin = marginBelow(indent, step);
  const hint = /^[ \n\r\u0085\u2028\u2029]/.test(text) ? String(step) : '';
  const ended = text.endsWith('\n');
  const chomp = !ended ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const made = new TextBuilder();
  made.add(`|${hint}${chomp}\n`);
  const end = ended ? text.length - 1 : text.length;
  for (let at = 0; at < end; ) {
    const next = text.indexOf('\n', at);
    const lineEnd = next === -1 || next >= end ? end : next + 1;
    if (text[at] !== '\n') made.add(margin);
    made.add(text.slice(at, lineEnd));
    at = lineEnd;
  }
  return made.toString();
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
