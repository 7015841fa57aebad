/**
 * Quotes and variables in the words of a Dockerfile, as the Dockerfile frontend reads them: like a POSIX shell, with
 * `${name:-word} ${name:+word} ${name:?word} ${name#pattern} ${name%pattern} ${name/pattern/word}` and their doubled forms.
 */
import { replaceMatches, trimEnd, trimStart } from './wildcard.ts';

/** The variables that a word may use. */
export type Environment = ReadonlyMap<string, string>;

export interface WordOptions {
  /** The character that quotes the next one: `\` or a backtick. */
  escape: string;
  /** Keep the quotes in the result. */
  keepQuotes?: boolean;
  /** Keep the escape characters in the result. */
  keepEscapes?: boolean;
  /** Quotes are characters like any other. */
  plainQuotes?: boolean;
  /** A variable that is not set stays as it is written. */
  keepUnset?: boolean;
}

export interface Expansion {
  text: string;
  /** The text divided at spaces that are not quoted, after expansion. */
  words: string[];
  /** Variables that had a value, and those that had none. */
  used: Set<string>;
  missing: Set<string>;
}

/** What is wrong with a word; the message is the frontend's own. */
export class WordError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WordError';
  }
}

/** Expands one word. @throws WordError */
export function expandWord(source: string, environment: Environment, options: WordOptions): Expansion {
  const lexer = new Lexer(source, environment, options);
  try {
    const { text, words } = lexer.readUntil(undefined, options.keepEscapes ?? false);
    return { text, words, used: lexer.used, missing: lexer.missing };
  } catch (error) {
    if (!(error instanceof WordError)) throw error;
    throw new WordError(`failed to process ${JSON.stringify(source)}: ${error.message}`);
  }
}

/** Gathers characters into words. */
class Words {
  readonly #words: string[] = [];
  #current = '';

  addQuoted(text: string): void {
    this.#current += text;
  }

  add(text: string): void {
    for (const character of text) {
      if (!isSpace(character)) this.#current += character;
      else this.#finish();
    }
  }

  all(): string[] {
    this.#finish();
    return this.#words;
  }

  #finish(): void {
    if (this.#current) this.#words.push(this.#current);
    this.#current = '';
  }
}

const specialParameters = '@*#?-$!0';

export function isSpace(character: string): boolean {
  return /^\s$/.test(character);
}

class Lexer {
  readonly used: Set<string> = new Set();
  readonly missing: Set<string> = new Set();
  readonly #source: string;
  readonly #environment: Environment;
  readonly #options: WordOptions;
  #at = 0;
  #keepEscapes = false;

  constructor(source: string, environment: Environment, options: WordOptions) {
    this.#source = source;
    this.#environment = environment;
    this.#options = options;
  }

  /** Reads to the end, or to a character that is consumed and not part of the result. */
  readUntil(stop: string | undefined, keepEscapes: boolean): { text: string; words: string[] } {
    const outer = this.#keepEscapes;
    this.#keepEscapes = keepEscapes;
    let text = '';
    const words = new Words();
    for (let next = this.#peek(); next !== ''; next = this.#peek()) {
      if (next === stop) {
        this.#at++;
        this.#keepEscapes = outer;
        return { text, words: words.all() };
      }
      const part = this.#readPart(next);
      text += part.text;
      if (part.quoted) words.addQuoted(part.text);
      else words.add(part.text);
    }
    if (stop !== undefined) {
      throw new WordError(`unexpected end of statement while looking for matching ${stop}`);
    }
    this.#keepEscapes = outer;
    return { text, words: words.all() };
  }

  #readPart(next: string): { text: string; quoted: boolean } {
    if (next === '$') return { text: this.#readDollar(), quoted: false };
    if (next === '<') return { text: this.#readLess(), quoted: true };
    if (!this.#options.plainQuotes && next === "'") return { text: this.#readSingleQuoted(), quoted: true };
    if (!this.#options.plainQuotes && next === '"') return { text: this.#readDoubleQuoted(), quoted: true };
    this.#at++;
    if (next !== this.#options.escape) return { text: next, quoted: false };
    const kept = this.#keepEscapes ? next : '';
    return { text: kept + this.#take(), quoted: true };
  }

  #peek(): string {
    return this.#source[this.#at] ?? '';
  }

  #take(): string {
    return this.#source[this.#at++] ?? '';
  }

  #readSingleQuoted(): string {
    const end = this.#source.indexOf("'", this.#at + 1);
    if (end === -1)
      throw new WordError('unexpected end of statement while looking for matching single-quote');
    const inner = this.#source.slice(this.#at + 1, end);
    this.#at = end + 1;
    return this.#options.keepQuotes ? `'${inner}'` : inner;
  }

  #readDoubleQuoted(): string {
    const quote = this.#options.keepQuotes ? '"' : '';
    this.#at++;
    let text = quote;
    for (;;) {
      const next = this.#peek();
      if (next === '')
        throw new WordError('unexpected end of statement while looking for matching double-quote');
      if (next === '$') {
        text += this.#readDollar();
        continue;
      }
      this.#at++;
      if (next === '"') return text + quote;
      if (next !== this.#options.escape) {
        text += next;
        continue;
      }
      const following = this.#peek();
      if (this.#keepEscapes) text += next;
      if (following === '') continue;
      const escaped = following === '"' || following === '$' || following === this.#options.escape;
      text += escaped ? this.#take() : next;
    }
  }

  /** `<<` may begin a here-document: spaces up to its word belong to the same word. */
  #readLess(): string {
    this.#at++;
    if (this.#peek() !== '<') return '<';
    this.#at++;
    let text = '<<';
    while (/^[\t\r ]$/.test(this.#peek())) text += this.#take();
    return text;
  }

  #readDollar(): string {
    this.#at++;
    if (this.#peek() === '{') return this.#readBraces();
    const name = this.#readName();
    if (name === '') return '$';
    const value = this.#lookUp(name);
    return value === undefined && this.#options.keepUnset ? `$${name}` : (value ?? '');
  }

  #readBraces(): string {
    this.#at++;
    const first = this.#peek();
    if (first === '') throw new WordError("syntax error: missing '}'");
    if ('{}:'.includes(first)) throw new WordError('syntax error: bad substitution');
    const name = this.#readName();
    const operator = this.#take();
    if (operator === '') throw new WordError("syntax error: missing '}'");
    if (operator === '}') {
      const value = this.#lookUp(name);
      return value === undefined && this.#options.keepUnset ? `\${${name}}` : (value ?? '');
    }
    if (operator === '/') return this.#readReplacement(name);
    const colon = operator === ':';
    return this.#readModifier(name, colon ? this.#take() : operator, colon);
  }

  #readModifier(name: string, operator: string, colon: boolean): string {
    const written = (colon ? ':' : '') + operator;
    const isTrim = operator === '#' || operator === '%';
    if (operator === '' || !'+-?#%'.includes(operator) || (colon && isTrim)) {
      throw new WordError(`unsupported modifier (${written}) in substitution`);
    }
    const word = this.#readOperand('}', isTrim);
    const value = this.#lookUp(name);
    if (value === undefined && this.#options.keepUnset) return `\${${name}${written}${word}}`;
    const given = value !== undefined && !(colon && value === '');
    switch (operator) {
      case '-':
        return given ? value : word;
      case '+':
        return given ? word : '';
      case '?':
        if (given) return value;
        throw new WordError(
          `${name}: ${word || `is not allowed to be ${value === undefined ? 'unset' : 'empty'}`}`,
        );
      default:
        return this.#trim(value ?? '', operator, word);
    }
  }

  #trim(value: string, operator: string, word: string): string {
    const longest = word.startsWith(operator);
    const pattern = longest ? word.slice(1) : word;
    return withPattern(pattern, () =>
      operator === '%' ? trimEnd(value, pattern, longest) : trimStart(value, pattern, longest),
    );
  }

  #readReplacement(name: string): string {
    const all = this.#peek() === '/';
    if (all) this.#at++;
    const pattern = this.#readOperand('/', true);
    const replacement = this.#readOperand('}', true);
    const value = this.#lookUp(name);
    if (value === undefined && this.#options.keepUnset) return `\${${name}/${pattern}/${replacement}}`;
    return withPattern(pattern, () => replaceMatches(value ?? '', pattern, replacement, all));
  }

  #readOperand(stop: string, keepEscapes: boolean): string {
    try {
      return this.readUntil(stop, keepEscapes).text;
    } catch (error) {
      if (!(error instanceof WordError) || this.#peek() !== '') throw error;
      throw new WordError(`syntax error: missing '${stop}'${stop === '/' ? ' in ${}' : ''}`);
    }
  }

  #readName(): string {
    const rest = this.#source.slice(this.#at, this.#at + 1024);
    const name =
      /^\d+/.exec(rest)?.[0] ??
      (rest !== '' && specialParameters.includes(rest[0] ?? '') ? rest[0] : undefined) ??
      /^[\p{L}\p{Nd}_]+/u.exec(rest)?.[0] ??
      '';
    this.#at += name.length;
    return name;
  }

  #lookUp(name: string): string | undefined {
    const value = this.#environment.get(name);
    (value === undefined ? this.missing : this.used).add(name);
    return value;
  }
}

function withPattern(pattern: string, apply: () => string): string {
  try {
    return apply();
  } catch (error) {
    throw new WordError(
      `invalid pattern (${pattern}) in substitution: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
