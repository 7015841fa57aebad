import type { GoFloat, Timestamp } from './scalar.ts';
import type { Place, Source } from './source.ts';
import type { Trail } from './trail.ts';

export type ScalarValue = string | number | bigint | boolean | null | GoFloat | Timestamp;

/** A value on its way from text to project. It keeps its place in every phase, so that late errors still name it. */
export type Node = ScalarNode | ListNode | MapNode;

/** Values and keys are their own places: of a large project, objects beside them would take a third of the memory. */
class Placed implements Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;

  constructor({ source, start, end }: Place) {
    this.source = source;
    this.start = start;
    this.end = end;
  }

  get at(): Place {
    return this;
  }
}

class Value extends Placed {
  /** How the value came to be, recorded only when somebody will ask. */
  trail: Trail | undefined = undefined;
}

export class ScalarNode extends Value {
  readonly value: ScalarValue;

  constructor(value: ScalarValue, at: Place) {
    super(at);
    this.value = value;
  }

  get kind(): 'scalar' {
    return 'scalar';
  }
}

export class ListNode extends Value {
  readonly items: Node[];

  constructor(items: Node[], at: Place) {
    super(at);
    this.items = items;
  }

  get kind(): 'list' {
    return 'list';
  }
}

export class MapNode extends Value {
  readonly entries: Map<string, Entry>;

  constructor(entries: Map<string, Entry>, at: Place) {
    super(at);
    this.entries = entries;
  }

  get kind(): 'map' {
    return 'map';
  }
}

/** What stands under a key, and where the key does. */
export class Entry extends Placed {
  readonly value: Node;

  constructor(value: Node, at: Place) {
    super(at);
    this.value = value;
  }
}

export function scalar(value: ScalarValue, at: Place): ScalarNode {
  return new ScalarNode(value, at);
}

const DEFAULTED: Trail = { step: { kind: 'defaulted' }, earlier: undefined };

/** A value that the file does not say: it stands where it was left out. */
export function implied(value: ScalarValue, at: Place): ScalarNode {
  const made = scalar(value, at);
  made.trail = DEFAULTED;
  return made;
}

export function list(items: Node[], at: Place): ListNode {
  return new ListNode(items, at);
}

export function map(at: Place, entries: Map<string, Entry> = new Map()): MapNode {
  return new MapNode(entries, at);
}

/** The same value with another story; a map or a list shares what is inside. */
export function withTrail(node: Node, trail: Trail): Node {
  const made =
    node.kind === 'scalar'
      ? scalar(node.value, node)
      : node.kind === 'list'
        ? list(node.items, node)
        : map(node, node.entries);
  made.trail = trail;
  return made;
}

export function get(node: MapNode, key: string): Node | undefined {
  return node.entries.get(key)?.value;
}

/** Sets a value; the key keeps the place it had, else stands where the value does. */
export function put(node: MapNode, key: string, value: Node, at?: Place): void {
  node.entries.set(key, new Entry(value, at ?? node.entries.get(key) ?? value));
}

export function keyPlace(node: MapNode, key: string): Place {
  return node.entries.get(key)?.at ?? node.at;
}

/** The place of what a path leads to, or of the last that is there on the way; items of lists by index or by their text. */
export function placeBelow(from: MapNode, path: readonly string[]): Place {
  let node: Node | undefined = from;
  let place = from.at;
  for (const key of path) {
    if (node?.kind === 'map' && node.entries.has(key)) {
      place = keyPlace(node, key);
      node = get(node, key);
    } else if (node?.kind === 'list') {
      const item: Node | undefined = node.items.find((one) => asText(one) === key) ?? node.items[Number(key)];
      if (item === undefined) break;
      place = item.at;
      node = item;
    } else break;
  }
  return place;
}

export function isNull(node: Node | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && node.value === null);
}

export function isText(node: Node | undefined): node is ScalarNode & { value: string } {
  return node?.kind === 'scalar' && typeof node.value === 'string';
}

export function asText(node: Node | undefined): string | undefined {
  return isText(node) ? node.value : undefined;
}

export function mapAt(node: MapNode, key: string): MapNode | undefined {
  const found = get(node, key);
  return found?.kind === 'map' ? found : undefined;
}

/** A copy whose maps and lists may be changed. */
export function clone(node: Node): Node {
  if (node.kind === 'scalar') return node;
  const copy: Node = node.kind === 'list' ? list(node.items.map(clone), node.at) : map(node.at);
  if (copy.kind === 'map' && node.kind === 'map') {
    for (const [key, entry] of node.entries) copy.entries.set(key, new Entry(clone(entry.value), entry));
  }
  copy.trail = node.trail;
  return copy;
}

/** What a mapping counts beside its keys and values: an empty one takes the memory of several scalars. */
export const PER_MAP = 4;

/** Number of keys and values, the node itself among them; mappings count as they cost. */
export function sizeOf(node: Node): number {
  if (node.kind === 'scalar') return 1;
  if (node.kind === 'list') return node.items.reduce((size, item) => size + sizeOf(item), 1);
  let size = PER_MAP;
  for (const { value } of node.entries.values()) size += 1 + sizeOf(value);
  return size;
}

/** Same value, wherever it stands. */
export function isEqual(a: Node, b: Node): boolean {
  if (a.kind === 'scalar') return b.kind === 'scalar' && isSameScalar(a.value, b.value);
  if (a.kind === 'list') {
    return (
      b.kind === 'list' &&
      a.items.length === b.items.length &&
      a.items.every((item, i) => isEqual(item, b.items[i] as Node))
    );
  }
  if (b.kind !== 'map' || a.entries.size !== b.entries.size) return false;
  for (const [key, { value }] of a.entries) {
    const other = get(b, key);
    if (other === undefined || !isEqual(value, other)) return false;
  }
  return true;
}

function isSameScalar(a: ScalarValue, b: ScalarValue): boolean {
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    return a.constructor === b.constructor && String(a) === String(b);
  }
  return a === b;
}

/** As Go's `%v` prints a value; what becomes of a number or a boolean where a text is expected. */
export function printed(node: Node): string {
  if (node.kind === 'scalar') return node.value === null ? '<nil>' : String(node.value);
  if (node.kind === 'list') return `[${node.items.map(printed).join(' ')}]`;
  const pairs = [...node.entries].map(([key, { value }]) => `${key}:${printed(value)}`);
  return `map[${pairs.sort().join(' ')}]`;
}
