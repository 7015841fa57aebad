import type { TextBuilder } from '../text-builder.ts';
import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDigit, isEnd } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { type Token, token } from './tokens.ts';

/** Joins folded lines: one break becomes a space, further ones stay. */
function fold(first: string, further: string): string {
  if (first !== '\n') return first + further;
  return further === '' ? ' ' : further;
}

/** `ahead` characters from here. */
function endsPlain(cursor: Cursor, c: number, ahead = 0): boolean {
  if (c === 58) return isBlankOrEnd(cursor.at(ahead + 1));
  if (cursor.flowLevel === 0) return false;
  return c === 44 || c === 63 || c === 91 || c === 93 || c === 123 || c === 125;
}

/** Up to the last word of this line that belongs to the scalar: with the blanks between words, not those at the end. */
function skipWords(cursor: Cursor): void {
  for (;;) {
    for (let c = cursor.at(); !isBlankOrEnd(c) && !endsPlain(cursor, c); c = cursor.at()) cursor.pos += 1;
    let blanks = 0;
    while (isBlank(cursor.at(blanks))) blanks += 1;
    const next = cursor.at(blanks);
    if (blanks === 0 || isBreakOrEnd(next) || next === 35 || endsPlain(cursor, next, blanks)) return;
    cursor.pos += blanks;
  }
}

/** A scalar without quotes; it may go on over lines that are indented more than its parent. */
export function scanPlain(cursor: Cursor): Token {
  const start = cursor.pos;
  const indent = cursor.indent + 1;
  const value = cursor.newText();
  let end = start;
  let gap = '';
  let multiline = false;
  while (!cursor.atDocumentMark() && cursor.at() !== 35) {
    const from = cursor.pos;
    skipWords(cursor);
    if (cursor.pos > from) {
      value.add(gap);
      value.addPart(cursor.text, from, cursor.pos);
      end = cursor.pos;
      gap = '';
      multiline = false;
    }
    const c = cursor.at();
    if (!isBlank(c) && !isBreak(c)) break;
    const space = whitespace(cursor, start, indent);
    gap = space.text;
    multiline = space.broken;
    if (cursor.flowLevel === 0 && cursor.column < indent) break;
  }
  const found = token('scalar', start, end, value.toString());
  if (multiline) cursor.keyAllowed = true;
  return found;
}

/**
 * Blanks and line breaks between two parts of the flow scalar at `start`, as they count in its value. No tab may stand
 * for indentation, up to column `indent`.
 */
function whitespace(cursor: Cursor, start: number, indent = 0): { text: string; broken: boolean } {
  const from = cursor.pos;
  let first = '';
  let further: TextBuilder | undefined;
  let broken = false;
  for (let c = cursor.at(); isBlank(c) || isBreak(c); c = cursor.at()) {
    if (isBlank(c)) {
      if (broken && c === 9 && cursor.column < indent) {
        cursor.fail(start, 'found a tab character that violates indentation');
      }
      cursor.pos += 1;
    } else if (broken) {
      further ??= cursor.newText();
      further.add(cursor.skipBreak());
    } else {
      first = cursor.skipBreak();
      broken = true;
    }
  }
  const text = broken ? fold(first, further?.toString() ?? '') : cursor.text.slice(from, cursor.pos);
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

function escape(cursor: Cursor, start: number): string {
  const letter = cursor.text[cursor.pos + 1] ?? '';
  const length = codeLengths[letter];
  if (length === undefined) {
    const value = escapes[letter];
    if (value === undefined) {
      const hint =
        'In double quotes a backslash begins an escape: write "\\\\" for one, or use single quotes.';
      return cursor.fail(cursor.pos, 'found unknown escape character', hint);
    }
    cursor.pos += 2;
    return value;
  }
  const digits = cursor.text.slice(cursor.pos + 2, cursor.pos + 2 + length);
  if (digits.length !== length || /[^0-9a-fA-F]/.test(digits)) {
    cursor.fail(start, 'did not find expected hexdecimal number');
  }
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    cursor.fail(start, 'found invalid Unicode character escape code');
  }
  cursor.pos += 2 + length;
  return String.fromCodePoint(code);
}

/** Steps over blanks between words; false where nothing is after them on their line. */
function skipBlanks(cursor: Cursor): boolean {
  let ahead = 1;
  while (isBlank(cursor.at(ahead))) ahead += 1;
  if (isBreakOrEnd(cursor.at(ahead))) return false;
  cursor.pos += ahead;
  return true;
}

/** Adds the stretch up to the closing quote or the blanks at the end of a line; true after an escaped line break. */
function quotedPart(cursor: Cursor, single: boolean, start: number, value: TextBuilder): boolean {
  const quote = single ? 39 : 34;
  let from = cursor.pos;
  const flush = (): void => {
    value.addPart(cursor.text, from, cursor.pos);
  };
  for (let c = cursor.at(); !isBreakOrEnd(c); c = cursor.at()) {
    if (isBlank(c)) {
      if (!skipBlanks(cursor)) break;
    } else if (c === quote) {
      if (!single || cursor.at(1) !== 39) break;
      cursor.pos += 1;
      flush();
      cursor.pos += 1;
      from = cursor.pos;
    } else if (!single && c === 92) {
      flush();
      if (isBreak(cursor.at(1))) {
        cursor.pos += 1;
        cursor.skipBreak();
        return true;
      }
      value.add(escape(cursor, start));
      from = cursor.pos;
    } else {
      cursor.pos += 1;
    }
  }
  flush();
  return false;
}

/** A scalar in single or double quotes. */
export function scanQuoted(cursor: Cursor, single: boolean): Token {
  const start = cursor.pos;
  const quote = single ? 39 : 34;
  cursor.pos += 1;
  const value = cursor.newText();
  for (;;) {
    if (cursor.atDocumentMark()) cursor.fail(start, 'found unexpected document indicator');
    if (isEnd(cursor.at())) {
      cursor.fail(start, 'found unexpected end of stream', 'The quote that opens here is never closed.');
    }
    const isContinued = quotedPart(cursor, single, start, value);
    if (!isContinued && cursor.at() === quote) break;
    value.add(isContinued ? afterEscapedBreak(cursor) : whitespace(cursor, start).text);
  }
  cursor.pos += 1;
  const found = token('scalar', start, cursor.pos, value.toString());
  found.style = single ? 'single' : 'double';
  return found;
}

/** After an escaped line break, indentation is dropped and only empty lines count. */
function afterEscapedBreak(cursor: Cursor): string {
  const breaks = cursor.newText();
  for (let c = cursor.at(); isBlank(c) || isBreak(c); c = cursor.at()) {
    if (isBlank(c)) cursor.pos += 1;
    else breaks.add(cursor.skipBreak());
  }
  return breaks.toString();
}

interface BlockHeader {
  /** Added indentation, 0 where it is to be found out. */
  increment: number;
  chomp: '' | '+' | '-';
}

function blockHeader(cursor: Cursor, start: number): BlockHeader {
  const header: BlockHeader = { increment: 0, chomp: '' };
  for (let i = 0; i < 2; i++) {
    const c = cursor.at();
    if ((c === 43 || c === 45) && header.chomp === '') header.chomp = c === 43 ? '+' : '-';
    else if (isDigit(c) && header.increment === 0) {
      if (c === 48) cursor.fail(start, 'found an indentation indicator equal to 0');
      header.increment = c - 48;
    } else break;
    cursor.pos += 1;
  }
  while (isBlank(cursor.at())) cursor.pos += 1;
  if (cursor.at() === 35) while (!isBreakOrEnd(cursor.at())) cursor.pos += 1;
  if (!isBreakOrEnd(cursor.at())) cursor.fail(start, 'did not find expected comment or line break');
  if (isBreak(cursor.at())) cursor.skipBreak();
  return header;
}

/** Empty lines before the next line of content; finds the indentation where `indent` is 0. */
function blockBreaks(cursor: Cursor, indent: number, start: number): { breaks: string; indent: number } {
  const breaks = cursor.newText();
  let deepest = 0;
  for (;;) {
    const limit = indent === 0 ? Number.POSITIVE_INFINITY : indent;
    while (cursor.column < limit && cursor.at() === 32) cursor.pos += 1;
    deepest = Math.max(deepest, cursor.column);
    if (cursor.column < limit && cursor.at() === 9) {
      cursor.fail(start, 'found a tab character where an indentation space is expected');
    }
    if (!isBreak(cursor.at())) break;
    breaks.add(cursor.skipBreak());
  }
  return {
    breaks: breaks.toString(),
    indent: indent === 0 ? Math.max(deepest, cursor.indent + 1, 1) : indent,
  };
}

/** `|` keeps line breaks, `>` folds them. */
export function scanBlockScalar(cursor: Cursor, literal: boolean): Token {
  const start = cursor.pos;
  cursor.pos += 1;
  const header = blockHeader(cursor, start);
  const given = header.increment === 0 ? 0 : Math.max(cursor.indent, 0) + header.increment;
  let { breaks, indent } = blockBreaks(cursor, given, start);
  const parts = cursor.newText();
  let leadingBreak = '';
  let wasBlank = false;
  while (cursor.column === indent && !isEnd(cursor.at())) {
    const isBlankLine = isBlank(cursor.at());
    const folds = !literal && leadingBreak === '\n' && !wasBlank && !isBlankLine;
    if (!folds) parts.add(leadingBreak);
    else if (breaks === '') parts.add(' ');
    parts.add(breaks);
    wasBlank = isBlankLine;
    const from = cursor.pos;
    while (!isBreakOrEnd(cursor.at())) cursor.pos += 1;
    parts.addPart(cursor.text, from, cursor.pos);
    leadingBreak = isEnd(cursor.at()) ? '' : cursor.skipBreak();
    ({ breaks, indent } = blockBreaks(cursor, indent, start));
  }
  if (header.chomp !== '-') parts.add(leadingBreak);
  if (header.chomp === '+') parts.add(breaks);
  const found = token('scalar', start, cursor.pos, parts.toString());
  found.style = literal ? 'literal' : 'folded';
  return found;
}
