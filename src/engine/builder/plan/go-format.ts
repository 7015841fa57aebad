/** Values as Go's `%q` and `%v` print them; image histories are written so. */

/** A quoted string: `"a\tb"`. */
export function goQuote(text: string): string {
  return JSON.stringify(text)
    .replace(/\\b/g, '\\b')
    .replace(/\\u00([01][0-9a-f])/g, (_, code: string) =>
      code === '07' ? '\\a' : code === '0b' ? '\\v' : `\\x${code}`,
    )
    .replace(/\x7f/g, '\\x7f');
}

/** A slice of strings, quoted: `["a" "b"]`. */
export function goQuotedList(words: string[]): string {
  return `[${words.map(goQuote).join(' ')}]`;
}

/** A slice of strings: `[a b]`. */
export function goList(words: string[]): string {
  return `[${words.join(' ')}]`;
}
