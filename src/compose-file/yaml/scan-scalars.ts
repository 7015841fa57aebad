import type { TextBuilder } from '../text-builder.ts';
import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDigit, isEnd } from './characters.ts';
import type { Scanner } from './scanner.ts';
import { type Token, token } from './tokens.ts';

/** Joins folded lines: one break becomes a space, further ones stay. */
function fold(first: string, further: string): string {
  if (first !== '\n') return first + further;
  return further === '' ? ' ' : further;
}

/** `ahead` characters from here. */
function endsPlain(scanner: Scanner, c: number, ahead = 0): boolean {
  if (c === 58) return isBlankOrEnd(scanner.at(ahead + 1));
  if (scanner.flowLevel === 0) return false;
  return c === 44 || c === 63 || c === 91 || c === 93 || c === 123 || c === 125;
}

/** Up to the last word of this line that belongs to the scalar: with the blanks between words, not those at the end. */
function skipWords(scanner: Scanner): void {
  for (;;) {
    for (let c = scanner.at(); !isBlankOrEnd(c) && !endsPlain(scanner, c); c = scanner.at()) scanner.pos += 1;
    let blanks = 0;
    while (isBlank(scanner.at(blanks))) blanks += 1;
    const next = scanner.at(blanks);
    if (blanks === 0 || isBreakOrEnd(next) || next === 35 || endsPlain(scanner, next, blanks)) return;
    scanner.pos += blanks;
  }
}

/** A scalar without quotes; it may go on over lines that are indented more than its parent. */
export function scanPlain(scanner: Scanner): Token {
  const start = scanner.pos;
  const indent = scanner.indent + 1;
  const value = scanner.newText();
  let end = start;
  let gap = '';
  let multiline = false;
  while (!scanner.atDocumentMark() && scanner.at() !== 35) {
    const from = scanner.pos;
    skipWords(scanner);
    if (scanner.pos > from) {
      value.add(gap);
      value.addPart(scanner.text, from, scanner.pos);
      end = scanner.pos;
      gap = '';
      multiline = false;
    }
    const c = scanner.at();
    if (!isBlank(c) && !isBreak(c)) break;
    const space = whitespace(scanner, start, indent);
    gap = space.text;
    multiline = space.broken;
    if (scanner.flowLevel === 0 && scanner.column < indent) break;
  }
  const found = token('scalar', start, end, value.toString());
  if (multiline) scanner.keyAllowed = true;
  return found;
}

/**
 * Blanks and line breaks between two parts of the flow scalar at `start`, as they count in its value. No tab may stand
 * for indentation, up to column `indent`.
 */
function whitespace(scanner: Scanner, start: number, indent = 0): { text: string; broken: boolean } {
  const from = scanner.pos;
  let first = '';
  let further: TextBuilder | undefined;
  let broken = false;
  for (let c = scanner.at(); isBlank(c) || isBreak(c); c = scanner.at()) {
    if (isBlank(c)) {
      if (broken && c === 9 && scanner.column < indent) {
        scanner.fail(start, 'found a tab character that violates indentation');
      }
      scanner.pos += 1;
    } else if (broken) {
      further ??= scanner.newText();
      further.add(scanner.skipBreak());
    } else {
      first = scanner.skipBreak();
      broken = true;
    }
  }
  const text = broken ? fold(first, further?.toString() ?? '') : scanner.text.slice(from, scanner.pos);
  return { text, broken };
}

const escapes: Record<string, string> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const codeLengths: Record<string, number> = { x: 2, u: 4, U: 8 };

function escape(scanner: Scanner, start: number): string {
  const letter = scanner.text[scanner.pos + 1] ?? '';
  const length = codeLengths[letter];
  if (length === undefined) {
    const value = escapes[letter];
    if (value === undefined) {
      const hint =
        'In double quotes a backslash begins an escape: write "\\\\" for one, or use single quotes.';
      return scanner.fail(scanner.pos, 'found unknown escape character', hint);
    }
    scanner.pos += 2;
    return value;
  }
  const digits = scanner.text.slice(scanner.pos + 2, scanner.pos + 2 + length);
  if (digits.length !== length || /[^0-9a-fA-F]/.test(digits)) {
    scanner.fail(start, 'did not find expected hexdecimal number');
  }
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    scanner.fail(start, 'found invalid Unicode character escape code');
  }
  scanner.pos += 2 + length;
  return String.fromCodePoint(code);
}

/** Steps over blanks between words; false where nothing is after them on their line. */
function skipBlanks(scanner: Scanner): boolean {
  let ahead = 1;
  while (isBlank(scanner.at(ahead))) ahead += 1;
  if (isBreakOrEnd(scanner.at(ahead))) return false;
  scanner.pos += ahead;
  return true;
}

/** Adds the stretch up to the closing quote or the blanks at the end of a line; true after an escaped line break. */
function quotedPart(scanner: Scanner, single: boolean, start: number, value: TextBuilder): boolean {
  const quote = single ? 39 : 34;
  let from = scanner.pos;
  const flush = (): void => {
    value.addPart(scanner.text, from, scanner.pos);
  };
  for (let c = scanner.at(); !isBreakOrEnd(c); c = scanner.at()) {
    if (isBlank(c)) {
      if (!skipBlanks(scanner)) break;
    } else if (c === quote) {
      if (!single || scanner.at(1) !== 39) break;
      scanner.pos += 1;
      flush();
      scanner.pos += 1;
      from = scanner.pos;
    } else if (!single && c === 92) {
      flush();
      if (isBreak(scanner.at(1))) {
        scanner.pos += 1;
        scanner.skipBreak();
        return true;
      }
      value.add(escape(scanner, start));
      from = scanner.pos;
    } else {
      scanner.pos += 1;
    }
  }
  flush();
  return false;
}

/** A scalar in single or double quotes. */
export function scanQuoted(scanner: Scanner, single: boolean): Token {
  const start = scanner.pos;
  const quote = single ? 39 : 34;
  scanner.pos += 1;
  const value = scanner.newText();
  for (;;) {
    if (scanner.atDocumentMark()) scanner.fail(start, 'found unexpected document indicator');
    if (isEnd(scanner.at())) {
      scanner.fail(start, 'found unexpected end of stream', 'The quote that opens here is never closed.');
    }
    const isContinued = quotedPart(scanner, single, start, value);
    if (!isContinued && scanner.at() === quote) break;
    value.add(isContinued ? afterEscapedBreak(scanner) : whitespace(scanner, start).text);
  }
  scanner.pos += 1;
  const found = token('scalar', start, scanner.pos, value.toString());
  found.style = single ? 'single' : 'double';
  return found;
}

/** After an escaped line break, indentation is dropped and only empty lines count. */
function afterEscapedBreak(scanner: Scanner): string {
  const breaks = scanner.newText();
  for (let c = scanner.at(); isBlank(c) || isBreak(c); c = scanner.at()) {
    if (isBlank(c)) scanner.pos += 1;
    else breaks.add(scanner.skipBreak());
  }
  return breaks.toString();
}

interface BlockHeader {
  /** Added indentation, 0 where it is to be found out. */
  increment: number;
  chomp: '' | '+' | '-';
}

function blockHeader(scanner: Scanner, start: number): BlockHeader {
  const header: BlockHeader = { increment: 0, chomp: '' };
  for (let i = 0; i < 2; i++) {
    const c = scanner.at();
    if ((c === 43 || c === 45) && header.chomp === '') header.chomp = c === 43 ? '+' : '-';
    else if (isDigit(c) && header.increment === 0) {
      if (c === 48) scanner.fail(start, 'found an indentation indicator equal to 0');
      header.increment = c - 48;
    } else break;
    scanner.pos += 1;
  }
  while (isBlank(scanner.at())) scanner.pos += 1;
  if (scanner.at() === 35) while (!isBreakOrEnd(scanner.at())) scanner.pos += 1;
  if (!isBreakOrEnd(scanner.at())) scanner.fail(start, 'did not find expected comment or line break');
  if (isBreak(scanner.at())) scanner.skipBreak();
  return header;
}

/** Empty lines before the next line of content; finds the indentation where `indent` is 0. */
function blockBreaks(scanner: Scanner, indent: number, start: number): { breaks: string; indent: number } {
  const breaks = scanner.newText();
  let deepest = 0;
  for (;;) {
    const limit = indent === 0 ? Number.POSITIVE_INFINITY : indent;
    while (scanner.column < limit && scanner.at() === 32) scanner.pos += 1;
    deepest = Math.max(deepest, scanner.column);
    if (scanner.column < limit && scanner.at() === 9) {
      scanner.fail(start, 'found a tab character where an indentation space is expected');
    }
    if (!isBreak(scanner.at())) break;
    breaks.add(scanner.skipBreak());
  }
  return {
    breaks: breaks.toString(),
    indent: indent === 0 ? Math.max(deepest, scanner.indent + 1, 1) : indent,
  };
}

/** `|` keeps line breaks, `>` folds them. */
export function scanBlockScalar(scanner: Scanner, literal: boolean): Token {
  const start = scanner.pos;
  scanner.pos += 1;
  const header = blockHeader(scanner, start);
  const given = header.increment === 0 ? 0 : Math.max(scanner.indent, 0) + header.increment;
  let { breaks, indent } = blockBreaks(scanner, given, start);
  const parts = scanner.newText();
  let leadingBreak = '';
  let wasBlank = false;
  while (scanner.column === indent && !isEnd(scanner.at())) {
    const isBlankLine = isBlank(scanner.at());
    const folds = !literal && leadingBreak === '\n' && !wasBlank && !isBlankLine;
    if (!folds) parts.add(leadingBreak);
    else if (breaks === '') parts.add(' ');
    parts.add(breaks);
    wasBlank = isBlankLine;
    const from = scanner.pos;
    while (!isBreakOrEnd(scanner.at())) scanner.pos += 1;
    parts.addPart(scanner.text, from, scanner.pos);
    leadingBreak = isEnd(scanner.at()) ? '' : scanner.skipBreak();
    ({ breaks, indent } = blockBreaks(scanner, indent, start));
  }
  if (header.chomp !== '-') parts.add(leadingBreak);
  if (header.chomp === '+') parts.add(breaks);
  const found = token('scalar', start, scanner.pos, parts.toString());
  found.style = literal ? 'literal' : 'folded';
  return found;
}
