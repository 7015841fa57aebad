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
import type { Scanner } from './scanner.ts';
import { type Token, token } from './tokens.ts';

const uriPunctuation = codesOf(";/?:@&=+$,.!~*'()[]%");
const mayFollowAnchor = codesOf('?:,]}%@`');

function word(scanner: Scanner): string {
  const start = scanner.pos;
  while (isWord(scanner.at())) scanner.pos += 1;
  return scanner.text.slice(start, scanner.pos);
}

/** `&name` or `*name`. */
export function scanAnchor(scanner: Scanner, kind: 'alias' | 'anchor'): Token {
  const start = scanner.pos;
  scanner.pos += 1;
  const name = word(scanner);
  const c = scanner.at();
  if (name === '' || !(isBlankOrEnd(c) || mayFollowAnchor.has(c))) {
    const hint = kind === 'alias' ? 'Put a text that begins with "*" in quotes.' : undefined;
    scanner.fail(start, 'did not find expected alphabetic or numeric character', hint);
  }
  return token(kind, start, scanner.pos, name);
}

function tagHandle(scanner: Scanner, inDirective: boolean): string {
  if (scanner.at() !== 33) scanner.fail(scanner.pos, "did not find expected '!'");
  scanner.pos += 1;
  let handle = `!${word(scanner)}`;
  if (scanner.at() === 33) {
    handle += '!';
    scanner.pos += 1;
  } else if (inDirective && handle !== '!') {
    scanner.fail(scanner.pos, "did not find expected '!'");
  }
  return handle;
}

function tagUri(scanner: Scanner, head: string): string {
  const start = scanner.pos;
  for (let c = scanner.at(); isWord(c) || uriPunctuation.has(c); c = scanner.at()) scanner.pos += 1;
  if (scanner.pos === start && head === '') scanner.fail(start, 'did not find expected tag URI');
  const raw = scanner.text.slice(start, scanner.pos);
  try {
    return head.slice(1) + decodeURIComponent(raw);
  } catch {
    return scanner.fail(start, 'did not find URI escaped octet');
  }
}

/** `!local`, `!!short`, `!handle!suffix`, `!<verbatim>`. */
export function scanTag(scanner: Scanner): Token {
  const start = scanner.pos;
  const found = token('tag', start, start);
  if (scanner.at(1) === 60) {
    scanner.pos += 2;
    found.suffix = tagUri(scanner, '');
    if (scanner.at() !== 62) scanner.fail(start, "did not find the expected '>'");
    scanner.pos += 1;
  } else {
    const handle = tagHandle(scanner, false);
    const isHandle = handle.length > 1 && handle.endsWith('!');
    found.suffix = tagUri(scanner, isHandle ? '' : handle);
    found.text = isHandle ? handle : '!';
    if (!isHandle && found.suffix === '') {
      found.text = '';
      found.suffix = '!';
    }
  }
  if (!isBlankOrEnd(scanner.at())) scanner.fail(start, 'did not find expected whitespace or line break');
  found.end = scanner.pos;
  return found;
}

function skipBlanks(scanner: Scanner): void {
  while (isBlank(scanner.at())) scanner.pos += 1;
}

function versionNumber(scanner: Scanner): string {
  const start = scanner.pos;
  while (isDigit(scanner.at())) scanner.pos += 1;
  const digits = scanner.text.slice(start, scanner.pos);
  if (digits.length === 0) scanner.fail(start, 'did not find expected version number');
  if (digits.length > 2) scanner.fail(start, 'found extremely long version number');
  return String(Number(digits));
}

/** `%YAML 1.1` or `%TAG !h! prefix`. */
export function scanDirective(scanner: Scanner): Token {
  const start = scanner.pos;
  scanner.pos += 1;
  const name = word(scanner);
  if (name === '') scanner.fail(start, 'could not find expected directive name');
  if (!isBlankOrEnd(scanner.at())) scanner.fail(start, 'found unexpected non-alphabetical character');
  skipBlanks(scanner);
  const found = token(name === 'YAML' ? 'version' : 'tag-directive', start, start);
  if (name === 'YAML') {
    const major = versionNumber(scanner);
    if (scanner.at() !== 46) scanner.fail(start, "did not find expected digit or '.' character");
    scanner.pos += 1;
    found.text = `${major}.${versionNumber(scanner)}`;
  } else if (name === 'TAG') {
    found.text = tagHandle(scanner, true);
    if (!isBlank(scanner.at())) scanner.fail(start, 'did not find expected whitespace');
    skipBlanks(scanner);
    found.suffix = tagUri(scanner, '!');
    if (!isBlankOrEnd(scanner.at())) scanner.fail(start, 'did not find expected whitespace or line break');
  } else {
    scanner.fail(start, 'found unknown directive name');
  }
  endDirective(scanner, start);
  found.end = scanner.pos;
  return found;
}

function endDirective(scanner: Scanner, start: number): void {
  skipBlanks(scanner);
  if (scanner.at() === 35) while (!isBreakOrEnd(scanner.at())) scanner.pos += 1;
  if (isEnd(scanner.at())) return;
  if (!isBreak(scanner.at())) scanner.fail(start, 'did not find expected comment or line break');
  scanner.skipBreak();
}
