import { type RuleNode, rulesBelow, rulesWith } from '../attributes/registry.ts';
import type { UniqueKey } from '../attributes/rule.ts';
import { Entry, type ListNode, list, type MapNode, type Node } from '../tree/node.ts';
import type { WalkPath } from '../tree/path.ts';
import type { LoadContext } from './context.ts';
import { noted } from './merge.ts';

const uniqueRules = rulesWith(({ uniqueBy }) => uniqueBy !== undefined);

/** Of list items that mean the same thing the last one stays, in the place of the first. Changes maps in place. */
export function enforceUnique(root: MapNode, context: LoadContext): void {
  walk(root, [], uniqueRules, context);
}

/** The same for one service, so that what it extends does not pile up on the way. */
export function enforceUniqueIn(service: MapNode, name: string, context: LoadContext): void {
  const rules = rulesBelow(rulesBelow(uniqueRules, 'services'), name);
  if (rules !== undefined) walk(service, ['services', name], rules, context);
}

function walk(node: Node, path: WalkPath, rules: RuleNode, context: LoadContext): Node {
  if (node.kind === 'map') {
    node.entries.forEach((entry, key) => {
      const inner = rulesBelow(rules, key);
      if (inner === undefined || entry.value.kind === 'scalar') return;
      path.push(key);
      const unique = walk(entry.value, path, inner, context);
      path.pop();
      if (unique !== entry.value) node.entries.set(key, new Entry(unique, entry));
    });
    return node;
  }
  const { uniqueBy } = rules.rule;
  return node.kind === 'list' && uniqueBy !== undefined ? uniqueItems(node, uniqueBy, path, context) : node;
}

function uniqueItems(node: ListNode, uniqueBy: UniqueKey, path: WalkPath, context: LoadContext): Node {
  const seen = new Map<string, number>();
  const items: Node[] = [];
  node.items.forEach((item, i) => {
    path.push(String(i));
    const key = uniqueBy(item, path, context);
    path.pop();
    const index = seen.get(key);
    if (index === undefined) {
      seen.set(key, items.length);
      items.push(item);
    } else items[index] = noted(item, items[index] as Node, context);
  });
  return items.length === node.items.length ? node : list(items, node.at);
}
