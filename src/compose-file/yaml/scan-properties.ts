import {
  codesOf,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isDigit,
  isEnd,
  isWord,
} from './characters.ts';
import type { Cursor } from './cursor.ts';
import { type Token, token } from './tokens.ts';

const uriPunctuation = codesOf(";/?:@&=+$,.!~*'()[]%");
const mayFollowAnchor = codesOf('?:,]}%@`');

function word(cursor: Cursor): string {
  const start = cursor.pos;
  while (isWord(cursor.at())) cursor.pos += 1;
  return cursor.text.slice(start, cursor.pos);
}

/** `&name` or `*name`. */
export function scanAnchor(cursor: Cursor, kind: 'alias' | 'anchor'): Token {
  const start = cursor.pos;
  cursor.pos += 1;
  const name = word(cursor);
  const c = cursor.at();
  if (name === '' || !(isBlankOrEnd(c) || mayFollowAnchor.has(c))) {
    const hint = kind === 'alias' ? 'Put a text that begins with "*" in quotes.' : undefined;
    cursor.fail(start, 'did not find expected alphabetic or numeric character', hint);
  }
  return token(kind, start, cursor.pos, name);
}

function tagHandle(cursor: Cursor, inDirective: boolean): string {
  if (cursor.at() !== 33) cursor.fail(cursor.pos, "did not find expected '!'");
  cursor.pos += 1;
  let handle = `!${word(cursor)}`;
  if (cursor.at() === 33) {
    handle += '!';
    cursor.pos += 1;
  } else if (inDirective && handle !== '!') {
    cursor.fail(cursor.pos, "did not find expected '!'");
  }
  return handle;
}

function tagUri(cursor: Cursor, head: string): string {
  const start = cursor.pos;
  for (let c = cursor.at(); isWord(c) || uriPunctuation.has(c); c = cursor.at()) cursor.pos += 1;
  if (cursor.pos === start && head === '') cursor.fail(start, 'did not find expected tag URI');
  const raw = cursor.text.slice(start, cursor.pos);
  try {
    return head.slice(1) + decodeURIComponent(raw);
  } catch {
    return cursor.fail(start, 'did not find URI escaped octet');
  }
}

/** `!local`, `!!short`, `!handle!suffix`, `!<verbatim>`. */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.pos;
  const found = token('tag', start, start);
  if (cursor.at(1) === 60) {
    cursor.pos += 2;
    found.suffix = tagUri(cursor, '');
    if (cursor.at() !== 62) cursor.fail(start, "did not find the expected '>'");
    cursor.pos += 1;
  } else {
    const handle = tagHandle(cursor, false);
    const isHandle = handle.length > 1 && handle.endsWith('!');
    found.suffix = tagUri(cursor, isHandle ? '' : handle);
    found.text = isHandle ? handle : '!';
    if (!isHandle && found.suffix === '') {
      found.text = '';
      found.suffix = '!';
    }
  }
  if (!isBlankOrEnd(cursor.at())) cursor.fail(start, 'did not find expected whitespace or line break');
  found.end = cursor.pos;
  return found;
}

function skipBlanks(cursor: Cursor): void {
  while (isBlank(cursor.at())) cursor.pos += 1;
}

function versionNumber(cursor: Cursor): string {
  const start = cursor.pos;
  while (isDigit(cursor.at())) cursor.pos += 1;
  const digits = cursor.text.slice(start, cursor.pos);
  if (digits.length === 0) cursor.fail(start, 'did not find expected version number');
  if (digits.length > 2) cursor.fail(start, 'found extremely long version number');
  return String(Number(digits));
}

/** `%YAML 1.1` or `%TAG !h! prefix`. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.pos;
  cursor.pos += 1;
  const name = word(cursor);
  if (name === '') cursor.fail(start, 'could not find expected directive name');
  if (!isBlankOrEnd(cursor.at())) cursor.fail(start, 'found unexpected non-alphabetical character');
  skipBlanks(cursor);
  const found = token(name === 'YAML' ? 'version' : 'tag-directive', start, start);
  if (name === 'YAML') {
    const major = versionNumber(cursor);
    if (cursor.at() !== 46) cursor.fail(start, "did not find expected digit or '.' character");
    cursor.pos += 1;
    found.text = `${major}.${versionNumber(cursor)}`;
  } else if (name === 'TAG') {
    found.text = tagHandle(cursor, true);
    if (!isBlank(cursor.at())) cursor.fail(start, 'did not find expected whitespace');
    skipBlanks(cursor);
    found.suffix = tagUri(cursor, '!');
    if (!isBlankOrEnd(cursor.at())) cursor.fail(start, 'did not find expected whitespace or line break');
  } else {
    cursor.fail(start, 'found unknown directive name');
  }
  endDirective(cursor, start);
  found.end = cursor.pos;
  return found;
}

function endDirective(cursor: Cursor, start: number): void {
  skipBlanks(cursor);
  if (cursor.at() === 35) while (!isBreakOrEnd(cursor.at())) cursor.pos += 1;
  if (isEnd(cursor.at())) return;
  if (!isBreak(cursor.at())) cursor.fail(start, 'did not find expected comment or line break');
  cursor.skipBreak();
}
