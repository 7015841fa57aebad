import { TextBuilder } from '../text-builder.ts';
import { substitute } from './template.ts';

export interface DotenvResult {
  values: Map<string, string>;
  /** File and line of each variable, when somebody will ask. */
  origins?: Map<string, string>;
}

export class DotenvError extends Error {
  /** Where to look; for a quote that is never closed, where it opens. */
  readonly line: number;

  /** The message counts to `toldLine`, as Docker Compose does. */
  constructor(toldLine: number, message: string, line: number = toldLine) {
    super(`line ${toldLine}: ${message}`);
    this.line = line;
  }
}

/** Of all values of a file: variables of variables multiply. */
const MAX_CHARACTERS = 16 * 1024 * 1024;
const MAX_VARIABLES = 500_000;
const SPACE = /[\t\v\f\r \u0085\u00a0]/;
/** A name as most are. */
const NAME = /[A-Za-z_][\w.-]*(?=[=:\n])/y;
const LETTER_OR_NUMBER = /[\p{L}\p{N}]/u;
const ESCAPES: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  $: '$$',
};

/**
 * Parses the text of an env file (specification, "env_file format"). Values may use variables: those of `lookup`, then
 * those that stand above them. `values` may hold variables of earlier files, which are kept.
 */
export function parseDotenv(
  text: string,
  lookup: (name: string) => string | undefined,
  result: DotenvResult = { values: new Map() },
  { file = '', unset }: { file?: string; unset?: (name: string) => void } = {},
): DotenvResult {
  const parser = new DotenvParser(text.replace(/^\ufeff/, ''), (value) =>
    substitute(
      value,
      (name) => lookup(name) ?? result.values.get(name),
      unset === undefined ? {} : { unset },
    ),
  );
  checkLength(text);
  let characters = 0;
  let variables = 0;
  for (let found = parser.next(); found !== undefined; found = parser.next()) {
    variables += 1;
    if (variables > MAX_VARIABLES) throw tooMany(found.line);
    const value = found.value ?? lookup(found.key);
    if (value === undefined) continue;
    characters += value.length;
    if (characters > MAX_CHARACTERS) throw new DotenvError(found.line, 'the values are longer than 16 MB');
    result.values.set(found.key, value);
    result.origins?.set(found.key, `${file}:${found.line}`);
  }
  return result;
}

/** Before anything is made of a text, as far as lines tell. */
function checkLength(text: string): void {
  if (text.length < 2 * MAX_VARIABLES) return;
  let count = 0;
  for (const at of assignments(text)) {
    count += 1;
    if (count > MAX_VARIABLES) throw tooMany(text.slice(0, at).split('\n').length);
  }
}

function tooMany(line: number): DotenvError {
  return new DotenvError(line, `the file has more than ${MAX_VARIABLES} variables`);
}

/** Of every line that may set a variable, the place of its "=". */
function* assignments(text: string): Generator<number> {
  for (let at = text.indexOf('='); at !== -1; at = text.indexOf('=', at)) {
    yield at;
    at = text.indexOf('\n', at);
    if (at === -1) return;
  }
}

/** The variables that a text sets, or some more. */
export function countAssignments(text: string): number {
  let count = 0;
  for (const _ of assignments(text)) count += 1;
  return count;
}

interface Statement {
  key: string;
  /** undefined: to be inherited from where the command runs. */
  value: string | undefined;
  line: number;
}

class DotenvParser {
  readonly #text: string;
  readonly #expand: (value: string) => string;
  #pos = 0;
  #lines = 1;
  #counted = 0;

  constructor(text: string, expand: (value: string) => string) {
    this.#text = text;
    this.#expand = expand;
  }

  next(): Statement | undefined {
    this.#skipToStatement();
    if (this.#pos >= this.#text.length) return undefined;
    const line = this.#line();
    const exported = /^export[\t\v\f\r \u0085\u00a0\n]+/.exec(this.#text.slice(this.#pos, this.#pos + 64));
    if (exported !== null) {
      this.#pos += 'export'.length;
      this.#skipSpaces();
    }
    const { key, inherited } = this.#key();
    if (key.includes(' ')) throw new DotenvError(this.#line(), 'key cannot contain a space');
    this.#skipSpaces();
    return { key, value: inherited ? undefined : this.#value(), line };
  }

  /** Counts on from where it counted to before: nobody asks for an earlier place. */
  #line(at = this.#pos): number {
    for (let i = this.#text.indexOf('\n', this.#counted); i !== -1 && i < at; ) {
      this.#lines += 1;
      this.#counted = i + 1;
      i = this.#text.indexOf('\n', this.#counted);
    }
    return this.#lines;
  }

  #skipToStatement(): void {
    for (;;) {
      while (this.#pos < this.#text.length && /\s|\u0085/.test(this.#text[this.#pos] ?? '')) this.#pos += 1;
      if (this.#text[this.#pos] !== '#') return;
      const end = this.#text.indexOf('\n', this.#pos);
      this.#pos = end === -1 ? this.#text.length : end;
    }
  }

  #skipSpaces(): void {
    while (SPACE.test(this.#text[this.#pos] ?? '')) this.#pos += 1;
  }

  #key(): { key: string; inherited: boolean } {
    const start = this.#pos;
    NAME.lastIndex = start;
    const name = NAME.exec(this.#text)?.[0];
    if (name !== undefined) {
      this.#pos = start + name.length + 1;
      return { key: name, inherited: this.#text[this.#pos - 1] === '\n' };
    }
    let at = start;
    for (const c of this.#text.slice(start)) {
      if (c === '=' || c === ':' || c === '\n') {
        this.#pos = at + 1;
        return { key: this.#text.slice(start, at).trimEnd(), inherited: c === '\n' };
      }
      if (!SPACE.test(c) && !'_.-[]'.includes(c) && !LETTER_OR_NUMBER.test(c)) {
        const shown = this.#text.slice(start).split('\n', 1)[0] ?? '';
        throw new DotenvError(this.#line(), `unexpected character "${c}" in variable name "${shown}"`);
      }
      at += c.length;
    }
    // Without anything after it the last name counts as empty: its value is what the text is, as Docker Compose has it.
    return { key: '', inherited: false };
  }

  #value(): string {
    const quote = this.#text[this.#pos];
    return quote === '"' || quote === "'" ? this.#quoted(quote) : this.#unquoted();
  }

  #unquoted(): string {
    const newline = this.#text.indexOf('\n', this.#pos);
    const end = newline === -1 ? this.#text.length : newline;
    const line = this.#text.slice(this.#pos, end);
    this.#pos = end + 1;
    const comment = line.indexOf(' #');
    return this.#expand(trimmedEnd(comment === -1 ? line : line.slice(0, comment)));
  }

  #quoted(quote: string): string {
    const start = this.#pos;
    const value = new TextBuilder();
    let from = start + 1;
    for (let i = from; i < this.#text.length; i++) {
      const c = this.#text[i];
      if (c === '\\') {
        i += 1;
        if (this.#text[i] !== quote) continue;
        value.add(this.#text.slice(from, i - 1));
        from = i;
      } else if (c === quote) {
        value.add(this.#text.slice(from, i));
        this.#pos = i + 1;
        const text = value.toString();
        return quote === '"' ? this.#expand(expandEscapes(text)) : text;
      }
    }
    const shown = this.#text.slice(start).split('\n', 1)[0] ?? '';
    const message = `unterminated quoted value ${shown}`;
    const opened = this.#line(start);
    throw new DotenvError(this.#line(this.#text.length), message, opened);
  }
}

/** Go counts U+0085 among white space, JavaScript does not. */
function trimmedEnd(text: string): string {
  let trimmed = text.trimEnd();
  while (trimmed.endsWith('\u0085')) trimmed = trimmed.slice(0, -1).trimEnd();
  return trimmed;
}

function expandEscapes(text: string): string {
  return text.replaceAll(/\\(?:[abcfnrtv$"\\]|0\d{0,3})/g, (match) => {
    const letter = match[1] ?? '';
    if (letter !== '0') return ESCAPES[letter] ?? match;
    const octal = match.slice(2);
    const isCode = /^[0-7]{3}$/.test(octal) && Number.parseInt(octal, 8) <= 255;
    return isCode ? String.fromCharCode(Number.parseInt(octal, 8)) : match;
  });
}
