import { UserError } from '../../shared/index.ts';

/** Splits a text into words by a shell's rules of quoting; expands nothing. */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  const pattern = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\([^])|([^\s'"\\]+)/y;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [whole, single, double, escaped, bare] = match;
    const part = single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? bare;
    if (part !== undefined) {
      word = (word ?? '') + part;
    } else if (whole !== '' && word !== undefined) {
      words.push(word);
      word = undefined;
    }
    if (pattern.lastIndex === text.length) return word === undefined ? words : [...words, word];
  }
  if (text === '') return [];
  throw new UserError('usage', `a quotation mark is not closed in ${JSON.stringify(text)}`);
}
