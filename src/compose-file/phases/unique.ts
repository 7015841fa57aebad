import { type RuleNode, rootRules, rulesBelow } from '../attributes/registry.ts';
import { list, type MapNode, type Node } from '../tree/node.ts';
import type { Path } from '../tree/path.ts';
import type { LoadContext } from './context.ts';

/** Of list items that mean the same thing the last one stays, in the place of the first. Changes maps in place. */
export function enforceUnique(root: MapNode, context: LoadContext): void {
  walk(root, [], rootRules, context);
}

function walk(node: Node, path: Path, rules: RuleNode | undefined, context: LoadContext): Node {
  if (rules === undefined) return node;
  if (node.kind === 'map') {
    for (const [key, { at, value }] of node.entries) {
      const unique = walk(value, [...path, key], rulesBelow(rules, key), context);
      if (unique !== value) node.entries.set(key, { at, value: unique });
    }
    return node;
  }
  const { uniqueBy } = rules.rule;
  if (node.kind !== 'list' || uniqueBy === undefined) return node;
  const seen = new Map<string, number>();
  const items: Node[] = [];
  node.items.forEach((item, i) => {
    const key = uniqueBy(item, [...path, String(i)], context);
    const index = seen.get(key);
    if (index === undefined) {
      seen.set(key, items.length);
      items.push(item);
    } else items[index] = item;
  });
  return items.length === node.items.length ? node : list(items, node.at);
}
