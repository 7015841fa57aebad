/** How the text after a keyword becomes flags and arguments, before any variable is expanded. */
import { isSpace, WordError } from './shell-words.ts';

export interface SplitInstruction {
  keyword: string;
  /** `--name=value`, quotes and escapes taken away. */
  flags: string[];
  rest: string;
}

const spaces = /[\t\v\f\r ]+/;

export function splitInstruction(text: string, escape: string): SplitInstruction {
  const line = text.trim();
  const gap = spaces.exec(line);
  if (!gap) return { keyword: line, flags: [], rest: '' };
  const { flags, rest } = splitFlags(line.slice(gap.index + gap[0].length), escape);
  return { keyword: line.slice(0, gap.index), flags, rest: rest.trim() };
}

function splitFlags(text: string, escape: string): { flags: string[]; rest: string } {
  const flags: string[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text[at] ?? '')) at++;
    if (!text.startsWith('--', at)) return { flags, rest: text.slice(at) };
    const { word, end, quoted } = readFlag(text, at, escape);
    at = end;
    if (word === '--') return { flags, rest: text.slice(at) };
    if (word !== '' || quoted) flags.push(word);
  }
}

function readFlag(
  text: string,
  start: number,
  escape: string,
): { word: string; end: number; quoted: boolean } {
  let word = '';
  let quote = '';
  let quoted = false;
  let at = start;
  for (; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === escape) word += text[++at] ?? '';
    else if (quote !== '') {
      if (character === quote) quote = '';
      else word += character;
    } else if (isSpace(character)) break;
    else if (character === "'" || character === '"') {
      quote = character;
      quoted = true;
    } else word += character;
  }
  return { word, end: at, quoted };
}

/** Divides at spaces outside of quotes; quotes and escapes stay in the words. */
export function splitQuoted(text: string, escape: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  let started = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote === '' && isSpace(character)) {
      if (started) words.push(word);
      word = '';
      started = false;
      continue;
    }
    if (character === escape && quote !== "'") {
      const next = text[at + 1];
      if (next === undefined) break;
      word += character + next;
      at++;
    } else {
      if (quote === '' && (character === "'" || character === '"')) quote = character;
      else if (character === quote) quote = '';
      word += character;
    }
    started = true;
  }
  if (started && word !== '') words.push(word);
  return words;
}

/** Divides at every run of spaces. */
export function splitPlain(text: string): string[] {
  return text === '' ? [] : text.split(new RegExp(spaces, 'g'));
}

/** Two parts at the first run of spaces. */
export function splitOnce(text: string): [string, string | undefined] {
  const gap = spaces.exec(text);
  return gap ? [text.slice(0, gap.index), text.slice(gap.index + gap[0].length)] : [text, undefined];
}

function parseArray(text: string): unknown[] | undefined {
  const trimmed = text.trimStart();
  if (!trimmed.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(trimmed);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isJsonArray(text: string): boolean {
  return parseArray(text) !== undefined;
}

/** The exec form `["a", "b"]`, or undefined for the shell form. @throws WordError when the array holds something else than strings. */
export function parseJsonForm(text: string): string[] | undefined {
  return parseArray(text)?.map((item) => {
    if (typeof item !== 'string') {
      throw new WordError('when using JSON array syntax, arrays must be comprised of strings only');
    }
    return item;
  });
}
