/** Character classes of YAML, over UTF-16 code units; the end of the text counts as -1 (NaN from `charCodeAt`). */

export function isBreak(c: number): boolean {
  return c === 10 || c === 13 || c === 0x85 || c === 0x2028 || c === 0x2029;
}

export function isBlank(c: number): boolean {
  return c === 32 || c === 9;
}

/** Beyond the end of the text `charCodeAt` gives NaN. */
export function isEnd(c: number): boolean {
  return Number.isNaN(c);
}

export function isBreakOrEnd(c: number): boolean {
  return isBreak(c) || Number.isNaN(c);
}

export function isBlankOrEnd(c: number): boolean {
  return c === 32 || c === 9 || isBreak(c) || Number.isNaN(c);
}

/** `[0-9A-Za-z_-]`, what names of anchors and tags are made of. */
export function isWord(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95 || c === 45;
}

export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

/** The characters of a text, as their codes. */
export function codesOf(characters: string): Set<number> {
  return new Set(Array.from({ length: characters.length }, (_, i) => characters.charCodeAt(i)));
}
