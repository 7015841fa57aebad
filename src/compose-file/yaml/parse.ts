import { UserError } from '../../shared/index.ts';
import { positionOf, type Source } from '../tree/source.ts';
import { emptyNode, NO_ITEMS, plainTag, type YamlNode } from './node.ts';
import { Scanner } from './scanner.ts';
import { type Token, type TokenKind, token, yamlError } from './tokens.ts';

/** Some ten thousand services; more is no Compose file, and would cost memory many times its size. */
const MAX_NODES = 100_000;
const LONG_PREFIX = 'tag:yaml.org,2002:';

interface Properties {
  readonly anchor: Token | undefined;
  readonly tag: string;
  readonly start: number;
}

/** Of most nodes. */
const NO_PROPERTIES: Properties = { anchor: undefined, tag: '', start: -1 };

export interface YamlDocument {
  root: YamlNode;
  /** Whether it has tags or aliases anywhere: without them every value is what it looks like. */
  isTagged: boolean;
}

/**
 * Parses every document of a text.
 * @throws UserError `yaml-syntax`
 */
export function parseYaml(source: Source): YamlDocument[] {
  return new Parser(source).documents();
}

class Parser {
  readonly #source: Source;
  readonly #scanner: Scanner;
  #anchors = new Map<string, YamlNode>();
  #handles = new Map<string, string>();
  #nodes = 0;
  #isTagged = false;

  constructor(source: Source) {
    this.#source = source;
    this.#scanner = new Scanner(source);
  }

  documents(): YamlDocument[] {
    const documents: YamlDocument[] = [];
    const add = (root: YamlNode): void => {
      documents.push({ root, isTagged: this.#isTagged });
      this.#isTagged = false;
    };
    for (;;) {
      if (documents.length > 0) this.#skip('document-end');
      const first = this.#scanner.peek();
      if (first.kind === 'stream-end') return documents;
      this.#directives();
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

  #directives(): void {
    this.#handles = new Map();
    let version = false;
    for (let found = this.#scanner.peek(); ; found = this.#scanner.peek()) {
      if (found.kind === 'version') {
        if (version) throw this.#error(found, 'found duplicate %YAML directive');
        if (found.text !== '1.1') throw this.#error(found, 'found incompatible YAML document');
        version = true;
      } else if (found.kind === 'tag-directive') {
        if (this.#handles.has(found.text)) throw this.#error(found, 'found duplicate %TAG directive');
        this.#handles.set(found.text, found.suffix);
      } else break;
      this.#scanner.next();
    }
    if (!this.#handles.has('!')) this.#handles.set('!', '!');
    if (!this.#handles.has('!!')) this.#handles.set('!!', LONG_PREFIX);
  }

  #documentContent(): YamlNode {
    const { kind, start } = this.#scanner.peek();
    const isEmpty =
      kind === 'version' ||
      kind === 'tag-directive' ||
      kind === 'document-start' ||
      kind === 'document-end' ||
      kind === 'stream-end';
    return isEmpty ? emptyNode(start) : this.#node(true, false);
  }

  #node(block: boolean, indentless: boolean): YamlNode {
    const first = this.#scanner.peek();
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) throw tooMany(this.#source, first.start);
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

  #alias(found: Token): YamlNode {
    const target = this.#anchors.get(found.text);
    this.#isTagged = true;
    if (target === undefined) throw this.#error(found, `unknown anchor '${found.text}' referenced`);
    return {
      kind: 'alias',
      tag: '',
      text: found.text,
      start: found.start,
      end: found.end,
      items: NO_ITEMS,
      target,
    };
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
    return { anchor, tag: tag === undefined ? '' : this.#tag(tag), start };
  }

  #tag(found: Token): string {
    if (found.text === '') return found.suffix;
    const prefix = this.#handles.get(found.text);
    if (prefix === undefined) throw this.#error(found, 'found undefined tag handle');
    const tag = prefix + found.suffix;
    return tag.startsWith(LONG_PREFIX) ? `!!${tag.slice(LONG_PREFIX.length)}` : tag;
  }

  #make(kind: YamlNode['kind'], tag: string, { start, end, text }: Token, properties: Properties): YamlNode {
    const items = kind === 'scalar' ? NO_ITEMS : [];
    const made: YamlNode = { kind, tag, text, start, end, items, target: undefined };
    if (properties.anchor !== undefined) this.#anchors.set(properties.anchor.text, made);
    return made;
  }

  #scalar(found: Token, properties: Properties): YamlNode {
    let tag = properties.tag;
    if (tag === '' || tag === '!') tag = found.style === 'plain' ? plainTag(found.text) : '!!str';
    return this.#make('scalar', tag, found, properties);
  }

  #collection(kind: 'sequence' | 'mapping', properties: Properties): YamlNode {
    const tag = properties.tag === '' || properties.tag === '!' ? '' : properties.tag;
    const found = this.#scanner.peek();
    return this.#make(kind, tag || (kind === 'sequence' ? '!!seq' : '!!map'), found, properties);
  }

  #sequence(properties: Properties, indentless: boolean): YamlNode {
    const made = this.#collection('sequence', properties);
    if (!indentless) this.#scanner.next();
    for (;;) {
      const found = this.#scanner.peek();
      if (found.kind !== 'entry') {
        if (indentless) return made;
        if (found.kind === 'block-end') {
          this.#scanner.next();
          return made;
        }
        throw this.#error(found, "did not find expected '-' indicator");
      }
      this.#scanner.next();
      const { kind } = this.#scanner.peek();
      const isEmpty =
        kind === 'entry' || kind === 'block-end' || (indentless && (kind === 'key' || kind === 'value'));
      const item = isEmpty ? emptyNode(found.end) : this.#node(true, false);
      made.items.push(item);
      made.end = item.end;
    }
  }

  #mapping(properties: Properties): YamlNode {
    const made = this.#collection('mapping', properties);
    this.#scanner.next();
    for (;;) {
      const found = this.#scanner.peek();
      if (found.kind === 'block-end') {
        this.#scanner.next();
        return made;
      }
      if (found.kind !== 'key') {
        const hint = 'Keys of one mapping begin in the same column.';
        throw yamlError(this.#source, found.start, 'did not find expected key', hint);
      }
      this.#scanner.next();
      made.items.push(this.#blockPart(found.end));
      const colon = this.#scanner.peek();
      let value: YamlNode;
      if (colon.kind === 'value') {
        this.#scanner.next();
        value = this.#blockPart(colon.end);
      } else value = emptyNode(colon.start);
      made.items.push(value);
      made.end = value.end;
    }
  }

  /** A key or a value of a block mapping, either of which may be left out. */
  #blockPart(after: number): YamlNode {
    const { kind } = this.#scanner.peek();
    if (kind === 'key' || kind === 'value' || kind === 'block-end') return emptyNode(after);
    return this.#node(true, true);
  }

  #flowSequence(properties: Properties): YamlNode {
    const made = this.#collection('sequence', properties);
    this.#scanner.next();
    for (let first = true; ; first = false) {
      if (this.#flowEnd('flow-sequence-end', first, "did not find expected ',' or ']'")) break;
      if (this.#scanner.peek().kind === 'key') made.items.push(this.#pair());
      else made.items.push(this.#node(false, false));
    }
    made.end = this.#scanner.next().end;
    return made;
  }

  /** `key: value` as an item of a flow sequence. */
  #pair(): YamlNode {
    const { start, end } = this.#scanner.next();
    const made: YamlNode = {
      kind: 'mapping',
      tag: '!!map',
      text: '',
      start,
      end,
      items: [],
      target: undefined,
    };
    const { kind } = this.#scanner.peek();
    if (kind === 'value') made.items.push(emptyNode(end));
    else if (kind === 'flow-entry' || kind === 'flow-sequence-end')
      made.items.push(emptyNode(this.#scanner.next().start));
    else made.items.push(this.#node(false, false));
    made.items.push(this.#flowValue('flow-sequence-end'));
    return made;
  }

  #flowMapping(properties: Properties): YamlNode {
    const made = this.#collection('mapping', properties);
    this.#scanner.next();
    for (let first = true; ; first = false) {
      if (this.#flowEnd('flow-mapping-end', first, "did not find expected ',' or '}'")) break;
      if (this.#scanner.peek().kind !== 'key') {
        const key = this.#node(false, false);
        made.items.push(key, emptyNode(key.end));
        continue;
      }
      this.#scanner.next();
      const { kind, start } = this.#scanner.peek();
      const isEmpty = kind === 'value' || kind === 'flow-entry' || kind === 'flow-mapping-end';
      made.items.push(isEmpty ? emptyNode(start) : this.#node(false, false));
      made.items.push(this.#flowValue('flow-mapping-end'));
    }
    made.end = this.#scanner.next().end;
    return made;
  }

  #flowValue(end: TokenKind): YamlNode {
    const found = this.#scanner.peek();
    if (found.kind !== 'value') return emptyNode(found.start);
    this.#scanner.next();
    const { kind, start } = this.#scanner.peek();
    return kind === 'flow-entry' || kind === end ? emptyNode(start) : this.#node(false, false);
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

function tooMany(source: Source, at: number): UserError {
  return new UserError('too-many-values', `the file has more than ${MAX_NODES} values`, {
    position: positionOf({ source, start: at, end: at }),
  });
}
