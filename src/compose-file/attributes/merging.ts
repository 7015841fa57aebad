import type { LoadContext } from '../phases/context.ts';
import { mergeMaps } from '../phases/merge.ts';
import {
  asText,
  isNull,
  keyPlace,
  list,
  type MapNode,
  map,
  type Node,
  printed,
  put,
  scalar,
} from '../tree/node.ts';
import type { Path } from '../tree/path.ts';
import { Timestamp } from '../tree/scalar.ts';
import type { Place } from '../tree/source.ts';
import type { Expand, Merge, UniqueKey } from './rule.ts';

/** Rules of merging and uniqueness that several attributes share. */

/** The later file's value alone counts. */
export const replace: Merge = (_base, over) => over;

/** Lists and maps of `KEY=value` become one list, in which the later of two equal keys wins (by `keyOfPair`). */
export const joinAsList: Merge = (base, over) => list([...pairs(base), ...pairs(over)], over.at);

/** As a list of texts, maps sorted; of a key with several values each. */
export function pairs(node: Node): Node[] {
  if (node.kind === 'list') return node.items;
  if (node.kind === 'scalar') return typeof node.value === 'string' ? [node] : [];
  const found: { text: string; node: Node }[] = [];
  for (const [key, { value }] of node.entries) {
    const values = value.kind === 'list' ? value.items : [value];
    for (const one of values) {
      const text = isNull(value) ? key : `${key}=${merged(one)}`;
      const made = scalar(text, value.kind === 'scalar' && isNull(value) ? keyPlace(node, key) : one.at);
      if (one.trail !== undefined) made.trail = one.trail;
      found.push({ text, node: made });
    }
  }
  return found.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)).map(({ node }) => node);
}

/** A time is written otherwise than where it stands alone. */
function merged(node: Node): string {
  return node.kind === 'scalar' && node.value instanceof Timestamp ? node.value.verbose : printed(node);
}

/** A list of names as a map; each name gets `make()`. */
export function namesToMap(
  node: Node,
  make: (name: Node) => Node,
  path: Path,
  context: LoadContext,
): MapNode {
  if (node.kind === 'map') return node;
  const made = map(node.at);
  if (node.kind === 'list') {
    node.items.forEach((item, i) => {
      const name = asText(item);
      if (name === undefined) context.report('wrong-type', [...path, String(i)], 'must be a text', item.at);
      else put(made, name, make(item), item.at);
    });
  }
  return made;
}

/** One for all names of a list. */
export const nullsAt = (at: Place): (() => Node) => {
  const none = scalar(null, at);
  return () => none;
};

/** Both as maps from name to settings (networks, models). */
export const mergeNamed: Merge = (base, over, path, context) => {
  const added = namesToMap(over, nullsAt(over), path, context);
  if (base.kind === 'scalar' && added.entries.size > 0)
    context.report('wrong-type', path, 'must be a list or a mapping', base.at);
  return mergeMaps(namesToMap(base, nullsAt(base), path, context), added, path, context);
};

export const expandNames: Expand = (node, path, context) =>
  node.kind === 'list' ? namesToMap(node, nullsAt(node), path, context) : node;

/** `KEY=value` and `KEY` have the same key. */
export const keyOfPair: UniqueKey = (node) => {
  const text = asText(node);
  if (text === undefined) return `${node.kind}:${printed(node)}`;
  const equals = text.indexOf('=');
  return equals === -1 ? text : text.slice(0, equals);
};

/** What is mounted at the same path. */
export function keyOfMount(folder: string): UniqueKey {
  return (node) => {
    if (node.kind !== 'map') return `${folder}/${printed(node)}`;
    const target = node.entries.get('target')?.value;
    if (target !== undefined) return printed(target);
    const source = node.entries.get('source')?.value;
    return `${folder}/${source === undefined ? '' : printed(source)}`;
  };
}
