import { UserError } from '../../shared/index.ts';
import {
  Entry,
  list,
  type MapNode,
  map,
  type Node,
  PER_MAP,
  type ScalarValue,
  scalar,
} from '../tree/node.ts';
import type { ResetPaths } from '../tree/reset-paths.ts';
import { GoFloat } from '../tree/scalar.ts';
import { type Place, positionOf, type Source } from '../tree/source.ts';
import { parseYaml, type YamlDocument } from '../yaml/parse.ts';
import { resolveScalar } from '../yaml/resolve.ts';
import { ALIAS, MAPPING, SCALAR, SEQUENCE, type Tape } from '../yaml/tape.ts';
import type { LoadContext } from './context.ts';
import { placeOf, ResetTags } from './reset-tags.ts';

/** One YAML document of a Compose file. */
export interface ReadDocument {
  root: Node;
  resets: ResetPaths;
}

/** Parses a file into trees, one after the other, with aliases, merge keys and tags resolved. */
export function* readDocuments(source: Source, context: LoadContext): Generator<ReadDocument> {
  const documents = context.parsed.get(source) ?? parseYaml(source);
  context.parsed.delete(source);
  for (const document of documents) {
    const reader = new DocumentReader(source, document, context);
    yield { root: reader.read(), resets: reader.resets };
  }
}

/** Texts that are kept once, however often they are read: keys come again and again. */
const MAX_SHARED = 1000;

class DocumentReader {
  readonly #source: Source;
  readonly #document: YamlDocument;
  readonly #tape: Tape;
  readonly #context: LoadContext;
  readonly #tags: ResetTags;
  /** Anchors whose content is being read: meeting one again is a cycle. */
  readonly #open = new Set<number>();
  readonly #keys = new Map<string, string>();

  constructor(source: Source, document: YamlDocument, context: LoadContext) {
    this.#source = source;
    this.#document = document;
    this.#tape = document.tape;
    this.#context = context;
    this.#tags = new ResetTags(source, document.tape, context);
  }

  /** What its tags take out of other files: known after `read`. */
  get resets(): ResetPaths {
    return this.#tags.resets;
  }

  read(): Node {
    const { root, isTagged } = this.#document;
    const isKept = !isTagged || this.#tape.tag(root) === '!!null' || this.#tags.resolve(root, []);
    return isKept ? this.#construct(root) : scalar(null, this.#place(root));
  }

  #place(at: number): Place {
    return placeOf(this.#source, this.#tape, at);
  }

  #fail(code: string, at: number, message: string, hint?: string): never {
    const position = positionOf(this.#place(at));
    throw new UserError(code, message, hint === undefined ? { position } : { position, hint });
  }

  #written(at: number): string {
    return this.#source.text.slice(this.#tape.start(at), this.#tape.end(at));
  }

  #failDuplicate(key: number, first: number): never {
    const { line } = positionOf({ source: this.#source, start: first, end: first });
    const message = `mapping key "${this.#tape.text(key)}" already defined at line ${line}`;
    return this.#fail('duplicate-key', key, message, 'Keep one of the two, or merge their content.');
  }

  #construct(at: number): Node {
    const kind = this.#tape.kind(at);
    if (kind === ALIAS) return this.#constructAlias(at);
    const place = this.#place(at);
    this.#context.count(place, kind === MAPPING ? PER_MAP : 1);
    if (kind === SCALAR) return scalar(this.#scalarValue(at), place);
    if (kind === MAPPING) return this.#constructMapping(at, place);
    const items: Node[] = [];
    const end = this.#tape.next(at);
    for (let item = at + 1; item < end; item = this.#tape.next(item)) {
      if (!this.#tags.dropped.has(item)) items.push(this.#construct(item));
    }
    return list(items, place);
  }

  /** Below `!override` no alias has been followed yet. */
  #constructAlias(at: number): Node {
    const target = this.#tape.target(at);
    if (this.#open.has(target))
      this.#fail('alias-cycle', at, `anchor '${this.#written(at).slice(1)}' value contains itself`);
    this.#open.add(target);
    const constructed = this.#construct(target);
    this.#open.delete(target);
    return constructed;
  }

  #constructMapping(at: number, place: Place): MapNode {
    const made = map(place);
    this.#fillMapping(at, made.entries, undefined);
    return made;
  }

  /** Own keys first, then those of the merge key that are not there yet (YAML 1.1, "merge"). */
  #fillMapping(at: number, entries: Map<string, Entry>, taken: Set<string> | undefined): void {
    let mergeKey: number | undefined;
    const end = this.#tape.next(at);
    for (let key = at + 1; key < end; ) {
      const value = this.#tape.next(key);
      if (!this.#tags.dropped.has(value)) {
        if (this.#tape.tag(key) === '!!merge') {
          if (mergeKey !== undefined) this.#failDuplicate(key, this.#tape.start(mergeKey));
          mergeKey = key;
        } else this.#fillEntry(key, value, entries, taken);
      }
      key = this.#tape.next(value);
    }
    if (mergeKey !== undefined) {
      this.#mergeInto(this.#tape.next(mergeKey), entries, taken ?? new Set(entries.keys()));
    }
  }

  #fillEntry(key: number, value: number, entries: Map<string, Entry>, taken: Set<string> | undefined): void {
    const name = taken === undefined ? this.#keyText(key) : this.#mergedKeyText(key);
    if (name === undefined || taken?.has(name) === true) return;
    taken?.add(name);
    const isAlias = this.#tape.target(key) !== key;
    const first = taken === undefined && !isAlias ? entries.get(name) : undefined;
    if (first !== undefined) this.#failDuplicate(key, first.at.start);
    const place = this.#place(key);
    this.#context.count(place);
    entries.set(name, new Entry(this.#construct(value), place));
  }

  #mergeInto(merged: number, entries: Map<string, Entry>, taken: Set<string>): void {
    const source = this.#tape.target(merged);
    if (this.#tape.kind(source) !== SEQUENCE) return this.#mergeFrom(merged, entries, taken);
    const end = this.#tape.next(source);
    for (let item = source + 1; item < end; item = this.#tape.next(item)) {
      if (!this.#tags.dropped.has(item)) this.#mergeFrom(item, entries, taken);
    }
  }

  #mergeFrom(at: number, entries: Map<string, Entry>, taken: Set<string>): void {
    const from = this.#tape.target(at);
    if (this.#tape.kind(from) !== MAPPING) {
      this.#fail('yaml-syntax', at, 'map merge requires map or sequence of maps as the value');
    }
    this.#context.count(this.#place(at));
    // What an alias stands for is looked at where it stands.
    if (from === at) this.#checkKeys(at);
    this.#fillMapping(from, entries, taken);
  }

  #checkKeys(mapping: number): void {
    const known = new Map<string, number>();
    const end = this.#tape.next(mapping);
    for (let key = mapping + 1; key < end; key = this.#tape.next(this.#tape.next(key))) {
      if (this.#tape.kind(key) !== SCALAR) continue;
      const first = known.get(this.#tape.text(key));
      if (first !== undefined) this.#failDuplicate(key, this.#tape.start(first));
      known.set(this.#tape.text(key), key);
    }
  }

  #keyText(key: number): string {
    const at = this.#tape.target(key);
    const isScalar = this.#tape.kind(at) === SCALAR;
    const tag = this.#tape.tag(at);
    if (isScalar && (tag === '!!str' || tag === '!!merge')) return this.#shared(this.#tape.text(at));
    // A tag of one's own makes a text of whatever it stands before.
    const value = isScalar ? this.#scalarValue(at) : undefined;
    if (typeof value === 'string') return this.#shared(value);
    const shown = isScalar ? this.#tape.text(at) || 'null' : 'a collection';
    return this.#fail(
      'non-string-key',
      key,
      `non-string key: ${shown}`,
      `Put the key in quotes: "${shown}".`,
    );
  }

  #shared(text: string): string {
    const known = this.#keys.get(text);
    if (known !== undefined) return known;
    if (this.#keys.size < MAX_SHARED) this.#keys.set(text, text);
    return text;
  }

  /** Keys that come in through `<<` become texts, as go-yaml has it; one without a value is left out. */
  #mergedKeyText(key: number): string | undefined {
    const at = this.#tape.target(key);
    if (this.#tape.kind(at) !== SCALAR || this.#tape.tag(at) === '!!binary') return this.#keyText(key);
    return this.#scalarValue(at) === null ? undefined : this.#shared(this.#tape.text(at));
  }

  #scalarValue(at: number): ScalarValue {
    const [tag, text] = [this.#tape.tag(at), this.#tape.text(at)];
    if (tag === '!!str') return text;
    if (tag === '!!binary') return this.#binary(at, text);
    const resolved = resolveScalar(text);
    if (tag === resolved.tag) return resolved.value;
    if (tag === '!!float' && resolved.tag === '!!int') return new GoFloat(Number(resolved.value));
    if (['!!bool', '!!int', '!!float', '!!null', '!!timestamp'].includes(tag)) {
      this.#fail('yaml-syntax', at, `cannot decode ${resolved.tag} \`${text}\` as a ${tag}`);
    }
    return text;
  }

  #binary(at: number, text: string): string {
    const packed = text.replaceAll(/[\r\n]/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(packed) || packed.length % 4 !== 0) {
      this.#fail('yaml-syntax', at, '!!binary value contains invalid base64 data');
    }
    return Buffer.from(packed, 'base64').toString('utf8');
  }
}
