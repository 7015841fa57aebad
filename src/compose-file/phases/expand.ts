import { type RuleNode, rootRules, rulesBelow } from '../attributes/registry.ts';
import { isNull, isText, list, type MapNode, type Node } from '../tree/node.ts';
import type { Path } from '../tree/path.ts';
import type { LoadContext } from './context.ts';

/** Turns every short form into its long form. Changes maps in place. */
export function expandShortForms(root: MapNode, context: LoadContext): void {
  walk(root, [], rootRules, context);
}

function walk(node: Node, path: Path, rules: RuleNode | undefined, context: LoadContext): Node {
  if (rules === undefined) return node;
  const { expand, expandInside, omitEmpty } = rules.rule;
  let expanded = expand === undefined ? node : expand(node, path, context);
  if (omitEmpty === true && expanded.kind === 'list') {
    expanded = list(
      expanded.items.filter((item) => !isNull(item) && !(isText(item) && item.value === '')),
      expanded.at,
    );
  }
  if (expand !== undefined && expandInside !== true) return expanded;
  if (expanded.kind === 'map') {
    for (const [key, { at, value }] of expanded.entries) {
      const inside = walk(value, [...path, key], rulesBelow(rules, key), context);
      if (inside !== value) expanded.entries.set(key, { at, value: inside });
    }
  } else if (expanded.kind === 'list' && rules.any !== undefined) {
    const { any } = rules;
    return list(
      expanded.items.map((item, i) => walk(item, [...path, String(i)], any, context)),
      expanded.at,
    );
  }
  return expanded;
}
