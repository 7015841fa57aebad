/** Escapes that stand for a class of characters, for a place, or for one character that is not printed. */
const classes = 'dDwWsSbBntrfv';

/**
 * The longest text that is in everything that an expression (of RE2 or JavaScript) hits, whatever the case of its letters; empty where none is
 * found. Groups and classes are passed over.
 */
export function requiredText(source: string): string {
  const reading = new Reading();
  let depth = 0;
  for (let at = 0; at < source.length; at++) {
    const character = source[at] ?? '';
    if (character === '\\') {
      at++;
      const escape = source[at] ?? '';
      if (/[a-z\d]/i.test(escape) && !classes.includes(escape)) return '';
      if (depth === 0) reading.take(/[a-z\d]/i.test(escape) ? undefined : escape);
    } else if (character === '[') {
      const length = /^\[\^?[^\][\\](?:[^\][\\]|\\.)*\]/.exec(source.slice(at))?.[0].length;
      if (length === undefined) return '';
      at += length - 1;
      if (depth === 0) reading.take(undefined);
    } else if (character === '(') {
      depth++;
      reading.take(undefined);
    } else if (character === ')') depth--;
    else if (depth === 0) {
      if (character === '|') return '';
      const quantifier = /^(?:[*?]|\{\d*,?\d*\})/.exec(source.slice(at))?.[0];
      if (quantifier !== undefined) {
        reading.drop();
        at += quantifier.length - 1;
      } else reading.take(/[.^$+]/.test(character) ? undefined : character);
    }
  }
  return depth === 0 ? reading.longest() : '';
}

class Reading {
  #longest = '';
  #run = '';

  /** A character that must be there; undefined for anything else. */
  take(character: string | undefined): void {
    if (character !== undefined && /[ -~]/.test(character)) this.#run += character;
    else this.longest();
  }

  /** The last character need not be there. */
  drop(): void {
    this.#run = this.#run.slice(0, -1);
    this.longest();
  }

  longest(): string {
    if (this.#run.length > this.#longest.length) this.#longest = this.#run;
    this.#run = '';
    return this.#longest;
  }
}
