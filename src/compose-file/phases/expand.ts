import { type RuleNode, rulesBelow, rulesWith } from '../attributes/registry.ts';
import { Entry, isNull, isText, type ListNode, list, type MapNode, type Node, sizeOf } from '../tree/node.ts';
import type { WalkPath } from '../tree/path.ts';
import type { LoadContext } from './context.ts';

const expandRules = rulesWith(({ expand, omitEmpty }) => expand !== undefined || omitEmpty === true);

/** Turns every short form into its long form. Changes maps in place. */
export function expandShortForms(root: MapNode, context: LoadContext): void {
  walk(root, [], expandRules, context);
}

function walk(node: Node, path: WalkPath, rules: RuleNode, context: LoadContext): Node {
  const { expand, expandInside, omitEmpty } = rules.rule;
  let expanded = expand === undefined ? node : expand(node, path, context);
  if (expanded !== node) context.count(node.at, sizeOf(expanded));
  if (omitEmpty === true && expanded.kind === 'list') {
    expanded = list(
      expanded.items.filter((item) => !isNull(item) && !(isText(item) && item.value === '')),
      expanded.at,
    );
  }
  if (expand !== undefined && expandInside !== true) return expanded;
  if (expanded.kind === 'map') {
    expanded.entries.forEach((entry, key) => {
      const inner = rulesBelow(rules, key);
      if (inner === undefined) return;
      path.push(key);
      const inside = walk(entry.value, path, inner, context);
      path.pop();
      if (inside !== entry.value) expanded.entries.set(key, new Entry(inside, entry));
    });
    return expanded;
  }
  return expanded.kind === 'list' && rules.any !== undefined
    ? walkList(expanded, path, rules.any, context)
    : expanded;
}

function walkList(node: ListNode, path: WalkPath, rules: RuleNode, context: LoadContext): Node {
  const items = node.items.map((item, i) => {
    path.push(String(i));
    const inside = walk(item, path, rules, context);
    path.pop();
    return inside;
  });
  return list(items, node.at);
}
