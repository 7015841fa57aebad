import type { Source } from '../tree/source.ts';
import type { Scanner } from './scanner.ts';
import { type Token, yamlError } from './tokens.ts';

const LONG_PREFIX = 'tag:yaml.org,2002:';

/** What stands before a document: the version, and what handles of tags mean in it. */
export class Directives {
  readonly #source: Source;
  readonly #handles = new Map<string, string>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** Takes those that come next. */
  read(scanner: Scanner): void {
    this.#handles.clear();
    let hasVersion = false;
    for (let found = scanner.peek(); ; found = scanner.peek()) {
      if (found.kind === 'version') {
        if (hasVersion) this.#fail(found, 'found duplicate %YAML directive');
        if (found.text !== '1.1') this.#fail(found, 'found incompatible YAML document');
        hasVersion = true;
      } else if (found.kind === 'tag-directive') {
        if (this.#handles.has(found.text)) this.#fail(found, 'found duplicate %TAG directive');
        this.#handles.set(found.text, found.suffix);
      } else break;
      scanner.next();
    }
    if (!this.#handles.has('!')) this.#handles.set('!', '!');
    if (!this.#handles.has('!!')) this.#handles.set('!!', LONG_PREFIX);
  }

  /** A tag in its short form. */
  resolve(found: Token): string {
    if (found.text === '') return found.suffix;
    const prefix = this.#handles.get(found.text);
    if (prefix === undefined) return this.#fail(found, 'found undefined tag handle');
    const tag = prefix + found.suffix;
    return tag.startsWith(LONG_PREFIX) ? `!!${tag.slice(LONG_PREFIX.length)}` : tag;
  }

  #fail(at: Token, message: string): never {
    throw yamlError(this.#source, at.start, message);
  }
}
