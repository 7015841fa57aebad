import type { UserError } from '../../shared/index.ts';
import type { Source } from '../tree/source.ts';
import { countValues, MAX_VALUES, tooMany } from './count.ts';
import { Directives } from './directives.ts';
import { YamlNode } from './node.ts';
import { resolveTag } from './resolve.ts';
import { Scanner } from './scanner.ts';
import { MAPPING, SEQUENCE, Tape } from './tape.ts';
import { type Token, type TokenKind, token, yamlError } from './tokens.ts';

interface Properties {
  readonly anchor: Token | undefined;
  readonly tag: string;
  readonly start: number;
}

/** Of most nodes. */
const NO_PROPERTIES: Properties = { anchor: undefined, tag: '', start: -1 };

export interface YamlDocument {
  tape: Tape;
  /** Index of the outermost value. */
  root: number;
  /** Whether it has tags or aliases anywhere: without them every value is what it looks like. */
  isTagged: boolean;
}

/**
 * Parses every document of a text.
 * @throws UserError `yaml-syntax`, `too-many-values`
 */
export function parseYaml(source: Source): YamlDocument[] {
  countValues(source);
  return new Parser(source).documents();
}

/** The outermost value of each document. */
export function parseNodes(source: Source): YamlNode[] {
  return parseYaml(source).map(({ tape, root }) => new YamlNode(tape, root));
}

/** `<<` is a merge key only where it is plain. */
function plainTag(text: string): string {
  return text === '<<' ? '!!merge' : resolveTag(text);
}

class Parser {
  readonly #source: Source;
  readonly #scanner: Scanner;
  readonly #tape = new Tape();
  #anchors = new Map<string, number>();
  readonly #directives: Directives;
  #isTagged = false;

  constructor(source: Source) {
    this.#source = source;
    this.#scanner = new Scanner(source);
    this.#directives = new Directives(source);
  }

  documents(): YamlDocument[] {
    const documents: YamlDocument[] = [];
    const add = (root: number): void => {
      documents.push({ tape: this.#tape, root, isTagged: this.#isTagged });
      this.#isTagged = false;
    };
    for (;;) {
      if (documents.length > 0) this.#skip('document-end');
      const first = this.#scanner.peek();
      if (first.kind === 'stream-end') return documents;
      this.#directives.read(this.#scanner);
      const found = this.#scanner.peek();
      if (found.kind === 'document-start') {
        this.#scanner.next();
        add(this.#documentContent());
      } else if (documents.length === 0 && found === first) {
        add(this.#node(true, false));
      } else {
        // Only the first document may begin without "---".
        throw this.#error(found, 'did not find expected <document start>');
      }
    }
  }

  #skip(kind: TokenKind): void {
    while (this.#scanner.peek().kind === kind) this.#scanner.next();
  }

  #documentContent(): number {
    const { kind, start } = this.#scanner.peek();
    const isEmpty =
      kind === 'version' ||
      kind === 'tag-directive' ||
      kind === 'document-start' ||
      kind === 'document-end' ||
      kind === 'stream-end';
    return isEmpty ? this.#empty(start) : this.#node(true, false);
  }

  /** What stands where nothing is written. */
  #empty(at: number): number {
    if (this.#tape.length > MAX_VALUES) throw tooMany(this.#source, at);
    return this.#tape.addScalar('!!null', '', at, at);
  }

  #node(block: boolean, indentless: boolean): number {
    const first = this.#scanner.peek();
    if (this.#tape.length > MAX_VALUES) throw tooMany(this.#source, first.start);
    if (first.kind === 'alias') return this.#alias(this.#scanner.next());
    const properties = this.#properties();
    const found = this.#scanner.peek();
    if (indentless && found.kind === 'entry') return this.#sequence(properties, true);
    switch (found.kind) {
      case 'scalar':
        return this.#scalar(this.#scanner.next(), properties);
      case 'flow-sequence':
        return this.#flowSequence(properties);
      case 'flow-mapping':
        return this.#flowMapping(properties);
      case 'block-sequence':
        if (block) return this.#sequence(properties, false);
        break;
      case 'block-mapping':
        if (block) return this.#mapping(properties);
        break;
      default:
        break;
    }
    if (properties.anchor !== undefined || properties.tag !== '') {
      return this.#scalar(token('scalar', properties.start, found.start), properties);
    }
    throw this.#error(found, 'did not find expected node content');
  }

  #alias(found: Token): number {
    const target = this.#anchors.get(found.text);
    this.#isTagged = true;
    if (target === undefined) throw this.#error(found, `unknown anchor '${found.text}' referenced`);
    return this.#tape.addAlias(target, found.start, found.end);
  }

  #properties(): Properties {
    const { start } = this.#scanner.peek();
    let anchor: Token | undefined;
    let tag: Token | undefined;
    for (;;) {
      const { kind } = this.#scanner.peek();
      if (kind === 'anchor' && anchor === undefined) anchor = this.#scanner.next();
      else if (kind === 'tag' && tag === undefined) tag = this.#scanner.next();
      else break;
    }
    if (anchor === undefined && tag === undefined) return NO_PROPERTIES;
    if (tag !== undefined) this.#isTagged = true;
    return { anchor, tag: tag === undefined ? '' : this.#directives.resolve(tag), start };
  }

  #anchored(index: number, { anchor }: Properties): number {
    if (anchor !== undefined) this.#anchors.set(anchor.text, index);
    return index;
  }

  #scalar({ text, style, start, end }: Token, properties: Properties): number {
    let tag = properties.tag;
    if (tag === '' || tag === '!') tag = style === 'plain' ? plainTag(text) : '!!str';
    return this.#anchored(this.#tape.addScalar(tag, text, start, end), properties);
  }

  #collection(kind: typeof SEQUENCE | typeof MAPPING, properties: Properties): number {
    const own = properties.tag === '!' ? '' : properties.tag;
    const tag = own || (kind === SEQUENCE ? '!!seq' : '!!map');
    const { start, end } = this.#scanner.peek();
    return this.#anchored(this.#tape.addCollection(kind, tag, start, end), properties);
  }

  #sequence(properties: Properties, indentless: boolean): number {
    const made = this.#collection(SEQUENCE, properties);
    if (!indentless) this.#scanner.next();
    let end = this.#tape.end(made);
    for (;;) {
      const found = this.#scanner.peek();
      if (found.kind !== 'entry') {
        if (!indentless) {
          if (found.kind !== 'block-end') throw this.#error(found, "did not find expected '-' indicator");
          this.#scanner.next();
        }
        this.#tape.endCollection(made, end);
        return made;
      }
      this.#scanner.next();
      const { kind } = this.#scanner.peek();
      const isEmpty =
        kind === 'entry' || kind === 'block-end' || (indentless && (kind === 'key' || kind === 'value'));
      end = this.#tape.end(isEmpty ? this.#empty(found.end) : this.#node(true, false));
    }
  }

  #mapping(properties: Properties): number {
    const made = this.#collection(MAPPING, properties);
    this.#scanner.next();
    let end = this.#tape.end(made);
    for (;;) {
      const found = this.#scanner.peek();
      if (found.kind === 'block-end') {
        this.#scanner.next();
        this.#tape.endCollection(made, end);
        return made;
      }
      if (found.kind !== 'key') {
        const hint = 'Keys of one mapping begin in the same column.';
        throw yamlError(this.#source, found.start, 'did not find expected key', hint);
      }
      this.#scanner.next();
      this.#blockPart(found.end);
      const colon = this.#scanner.peek();
      let value: number;
      if (colon.kind === 'value') {
        this.#scanner.next();
        value = this.#blockPart(colon.end);
      } else value = this.#empty(colon.start);
      end = this.#tape.end(value);
    }
  }

  /** A key or a value of a block mapping, either of which may be left out. */
  #blockPart(after: number): number {
    const { kind } = this.#scanner.peek();
    if (kind === 'key' || kind === 'value' || kind === 'block-end') return this.#empty(after);
    return this.#node(true, true);
  }

  #flowSequence(properties: Properties): number {
    const made = this.#collection(SEQUENCE, properties);
    this.#scanner.next();
    for (let first = true; ; first = false) {
      if (this.#flowEnd('flow-sequence-end', first, "did not find expected ',' or ']'")) break;
      if (this.#scanner.peek().kind === 'key') this.#pair();
      else this.#node(false, false);
    }
    this.#tape.endCollection(made, this.#scanner.next().end);
    return made;
  }

  /** `key: value` as an item of a flow sequence. */
  #pair(): void {
    const { start, end } = this.#scanner.next();
    const made = this.#tape.addCollection(MAPPING, '!!map', start, end);
    const { kind } = this.#scanner.peek();
    if (kind === 'value') this.#empty(end);
    else if (kind === 'flow-entry' || kind === 'flow-sequence-end') this.#empty(this.#scanner.next().start);
    else this.#node(false, false);
    this.#flowValue('flow-sequence-end');
    this.#tape.endCollection(made, end);
  }

  #flowMapping(properties: Properties): number {
    const made = this.#collection(MAPPING, properties);
    this.#scanner.next();
    for (let first = true; ; first = false) {
      if (this.#flowEnd('flow-mapping-end', first, "did not find expected ',' or '}'")) break;
      if (this.#scanner.peek().kind !== 'key') {
        this.#empty(this.#tape.end(this.#node(false, false)));
        continue;
      }
      this.#scanner.next();
      const { kind, start } = this.#scanner.peek();
      const isEmpty = kind === 'value' || kind === 'flow-entry' || kind === 'flow-mapping-end';
      if (isEmpty) this.#empty(start);
      else this.#node(false, false);
      this.#flowValue('flow-mapping-end');
    }
    this.#tape.endCollection(made, this.#scanner.next().end);
    return made;
  }

  #flowValue(end: TokenKind): void {
    const found = this.#scanner.peek();
    if (found.kind !== 'value') {
      this.#empty(found.start);
      return;
    }
    this.#scanner.next();
    const { kind, start } = this.#scanner.peek();
    if (kind === 'flow-entry' || kind === end) this.#empty(start);
    else this.#node(false, false);
  }

  /** Steps over the comma between items; true at the closing bracket. */
  #flowEnd(end: TokenKind, first: boolean, message: string): boolean {
    if (this.#scanner.peek().kind === end) return true;
    if (first) return false;
    const found = this.#scanner.peek();
    if (found.kind !== 'flow-entry') throw this.#error(found, message);
    this.#scanner.next();
    return this.#scanner.peek().kind === end;
  }

  #error(at: Token, message: string): UserError {
    return yamlError(this.#source, at.start, message);
  }
}
