import { UserError } from '../../shared/index.ts';
import { type Entry, list, type MapNode, map, type Node, type ScalarValue, scalar } from '../tree/node.ts';
import type { WalkPath } from '../tree/path.ts';
import { ResetPaths } from '../tree/reset-paths.ts';
import { GoFloat } from '../tree/scalar.ts';
import { type Place, positionOf, type Source } from '../tree/source.ts';
import type { YamlNode } from '../yaml/node.ts';
import { parseYaml, type YamlDocument } from '../yaml/parse.ts';
import { resolveScalar } from '../yaml/resolve.ts';
import type { LoadContext } from './context.ts';

/** One YAML document of a Compose file. */
export interface ReadDocument {
  root: Node;
  resets: ResetPaths;
}

/** Parses a file into trees, with aliases, merge keys and tags resolved. */
export function readDocuments(source: Source, context: LoadContext): ReadDocument[] {
  return parseYaml(source).map((document) => {
    const reader = new DocumentReader(source, context);
    return { root: reader.read(document), resets: reader.resets };
  });
}

class DocumentReader {
  readonly resets = new ResetPaths();
  readonly #source: Source;
  readonly #context: LoadContext;
  /** Anchors whose content is being read: meeting one again is a cycle. */
  readonly #open = new Set<YamlNode>();

  constructor(source: Source, context: LoadContext) {
    this.#source = source;
    this.#context = context;
  }

  read({ root, isTagged }: YamlDocument): Node {
    const resolved = isTagged && root.tag !== '!!null' ? this.#resolveTags(root, []) : root;
    return resolved === undefined ? scalar(null, this.#place(root)) : this.#construct(resolved);
  }

  #place(node: YamlNode): Place {
    return { source: this.#source, start: node.start, end: node.end };
  }

  #fail(code: string, node: YamlNode, message: string, hint?: string): never {
    const position = positionOf(this.#place(node));
    throw new UserError(code, message, hint === undefined ? { position } : { position, hint });
  }

  /** Replaces aliases by what they stand for and takes `!reset` values out, noting their paths. */
  #resolveTags(node: YamlNode, path: WalkPath): YamlNode | undefined {
    this.#context.count(this.#place(node));
    if (node.kind === 'alias') return this.#resolveAlias(node, path);
    if (node.tag === '!reset') {
      this.resets.add(withoutMergeKey([...path]));
      return undefined;
    }
    if (node.tag === '!override') {
      this.resets.add(withoutMergeKey([...path]));
      return node;
    }
    if (node.kind === 'sequence') {
      const items = node.items.map((item, i) => this.#resolveBelow(item, String(i), path));
      node.items = items.filter((item) => item !== undefined);
    } else if (node.kind === 'mapping') this.#resolveMapping(node, path);
    return node;
  }

  #resolveBelow(node: YamlNode, key: string, path: WalkPath): YamlNode | undefined {
    path.push(key);
    const resolved = this.#resolveTags(node, path);
    path.pop();
    return resolved;
  }

  #resolveAlias(node: YamlNode, path: WalkPath): YamlNode | undefined {
    const target = node.target as YamlNode;
    if (this.#open.has(target)) {
      this.#fail('alias-cycle', node, `cycle detected: *${node.text} stands inside what it refers to`);
    }
    this.#open.add(target);
    const resolved = this.#resolveTags(target, path);
    this.#open.delete(target);
    return resolved;
  }

  #resolveMapping(node: YamlNode, path: WalkPath): void {
    this.#open.add(node);
    const items: YamlNode[] = [];
    for (let i = 0; i + 1 < node.items.length; i += 2) {
      const [key, value] = [node.items[i] as YamlNode, node.items[i + 1] as YamlNode];
      const resolved = this.#resolveBelow(value, key.text, path);
      if (resolved !== undefined) items.push(key, resolved);
    }
    this.#open.delete(node);
    node.items = items;
  }

  #failDuplicate(key: YamlNode, first: number): never {
    const { line } = positionOf({ source: this.#source, start: first, end: first });
    const message = `mapping key "${key.text}" already defined at line ${line}`;
    return this.#fail('duplicate-key', key, message, 'Keep one of the two, or merge their content.');
  }

  #construct(node: YamlNode): Node {
    const place = this.#place(node);
    this.#context.count(place);
    if (node.kind === 'scalar') return scalar(this.#scalarValue(node), place);
    if (node.kind === 'mapping') return this.#constructMapping(node);
    if (node.kind === 'alias') return this.#constructAlias(node);
    return list(
      node.items.map((item) => this.#construct(item)),
      place,
    );
  }

  /** An alias below `!override`, which is kept as it stands. */
  #constructAlias(node: YamlNode): Node {
    const target = node.target as YamlNode;
    if (this.#open.has(target))
      this.#fail('alias-cycle', node, `anchor '${node.text}' value contains itself`);
    this.#open.add(target);
    const constructed = this.#construct(target);
    this.#open.delete(target);
    return constructed;
  }

  #constructMapping(node: YamlNode): MapNode {
    const made = map(this.#place(node));
    this.#fillMapping(node, made.entries, undefined);
    return made;
  }

  /** Own keys first, then those of the merge key that are not there yet (YAML 1.1, "merge"). */
  #fillMapping(node: YamlNode, entries: Map<string, Entry>, taken: Set<string> | undefined): void {
    let merged: { key: YamlNode; value: YamlNode } | undefined;
    for (let i = 0; i + 1 < node.items.length; i += 2) {
      const [key, value] = [node.items[i] as YamlNode, node.items[i + 1] as YamlNode];
      if (key.tag === '!!merge') {
        if (merged !== undefined) this.#failDuplicate(key, merged.key.start);
        merged = { key, value };
        continue;
      }
      const name = this.#keyText(key);
      if (taken?.has(name) === true) continue;
      taken?.add(name);
      const first = taken === undefined ? entries.get(name) : undefined;
      if (first !== undefined) this.#failDuplicate(key, first.at.start);
      entries.set(name, { at: this.#place(key), value: this.#construct(value) });
    }
    if (merged !== undefined) this.#mergeInto(merged.value, entries, taken ?? new Set(entries.keys()));
  }

  #mergeInto(merged: YamlNode, entries: Map<string, Entry>, taken: Set<string>): void {
    const sources = merged.kind === 'sequence' ? merged.items : [merged];
    for (const item of sources) {
      const from = item.kind === 'alias' ? (item.target as YamlNode) : item;
      if (from.kind !== 'mapping') {
        this.#fail('yaml-syntax', item, 'map merge requires map or sequence of maps as the value');
      }
      this.#context.count(this.#place(item));
      this.#fillMapping(from, entries, taken);
    }
  }

  #keyText(key: YamlNode): string {
    const node = key.kind === 'alias' ? (key.target as YamlNode) : key;
    if (node.kind === 'scalar' && (node.tag === '!!str' || node.tag === '!!merge')) return node.text;
    // A tag of one's own makes a text of whatever it stands before.
    const value = node.kind === 'scalar' ? this.#scalarValue(node) : undefined;
    if (typeof value === 'string') return value;
    const shown = node.kind === 'scalar' ? node.text || 'null' : 'a collection';
    return this.#fail(
      'non-string-key',
      key,
      `non-string key: ${shown}`,
      `Put the key in quotes: "${shown}".`,
    );
  }

  #scalarValue(node: YamlNode): ScalarValue {
    const { tag, text } = node;
    if (tag === '!!str') return text;
    if (tag === '!!binary') return this.#binary(node);
    const resolved = resolveScalar(text);
    if (tag === resolved.tag) return resolved.value;
    if (tag === '!!float' && resolved.tag === '!!int') return new GoFloat(Number(resolved.value));
    if (['!!bool', '!!int', '!!float', '!!null', '!!timestamp'].includes(tag)) {
      this.#fail('yaml-syntax', node, `cannot decode ${resolved.tag} \`${text}\` as a ${tag}`);
    }
    return text;
  }

  #binary(node: YamlNode): string {
    const packed = node.text.replaceAll(/[\r\n]/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(packed) || packed.length % 4 !== 0) {
      this.#fail('yaml-syntax', node, '!!binary value contains invalid base64 data');
    }
    return Buffer.from(packed, 'base64').toString('utf8');
  }
}

/** What comes in through `<<` counts where it ends up. */
function withoutMergeKey(path: string[]): string[] {
  const at = path.indexOf('<<', 1);
  return at === -1 ? path : [...path.slice(0, at), ...path.slice(at + 1)];
}
