import { TextBuilder } from '../text-builder.ts';

/**
 * Splits a command line into words by the rules that Docker Compose has for `command: some text`:
 * quotes and backslashes as in a shell, nothing expanded, and the first unquoted `;`, `&`, `|`, `<` or `>` ends it.
 * Returns undefined where a quote or parenthesis is left open.
 */
export function splitCommand(line: string): string[] | undefined {
  const words: string[] = [];
  let word = new Word(line);
  let started = false;
  let quote: '' | "'" | '"' = '';
  let backquoted = false;
  let substituted = false;
  let i = 0;
  for (; i < line.length; i++) {
    const c = line[i] ?? '';
    const inside = quote !== '' || backquoted || substituted;
    if (c === '\\' && quote !== "'") {
      i += 1;
      if (i === line.length) return undefined;
      word.take(i);
      started = true;
    } else if (c === ' ' || c === '\t' || c === '\r' || c === '\n') {
      if (inside) word.take(i);
      else if (started) {
        words.push(word.toString());
        word = new Word(line);
        started = false;
      }
    } else if ((c === '"' || c === "'") && !substituted && (quote === '' || quote === c)) {
      started ||= quote === c;
      quote = quote === c ? '' : c;
    } else if (c === '(' && quote === '' && !backquoted) {
      if (substituted || word.last !== '$') return undefined;
      substituted = true;
      word.take(i);
    } else if (!inside && ';&|<>'.includes(c)) {
      if (c === '>' && /\d/.test(word.first)) started = false;
      break;
    } else {
      if (c === '`' && quote === '' && !substituted) backquoted = !backquoted;
      if (c === ')' && quote === '' && !backquoted) substituted = !substituted;
      word.take(i);
      started = true;
    }
  }
  if (quote !== '' || backquoted || substituted) return undefined;
  return started ? [...words, word.toString()] : words;
}

/** A word made of stretches of the line: what quotes and escapes it is left out. */
class Word {
  readonly #line: string;
  readonly #text = new TextBuilder();
  #from = 0;
  #to = 0;
  first = '';

  constructor(line: string) {
    this.#line = line;
  }

  /** The character taken last. */
  get last(): string {
    return this.#to === 0 ? '' : (this.#line[this.#to - 1] ?? '');
  }

  take(at: number): void {
    if (this.first === '') this.first = this.#line[at] ?? '';
    if (at !== this.#to) {
      this.#text.add(this.#line.slice(this.#from, this.#to));
      this.#from = at;
    }
    this.#to = at + 1;
  }

  toString(): string {
    this.#text.add(this.#line.slice(this.#from, this.#to));
    return this.#text.toString();
  }
}
