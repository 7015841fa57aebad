import { type RuleNode, rootRules, rulesBelow } from '../attributes/registry.ts';
import type { MapNode, Node } from '../tree/node.ts';
import type { Path } from '../tree/path.ts';
import type { LoadContext } from './context.ts';

/** Checks of single attributes that a schema cannot say. */
export function checkAttributes(root: MapNode, context: LoadContext): void {
  walk(root, [], rootRules, context);
}

function walk(node: Node, path: Path, rules: RuleNode | undefined, context: LoadContext): void {
  if (rules === undefined) return;
  const { check } = rules.rule;
  if (check !== undefined) check(node, path, context);
  else if (node.kind === 'map') {
    for (const [key, { value }] of node.entries) walk(value, [...path, key], rulesBelow(rules, key), context);
  } else if (node.kind === 'list') {
    node.items.forEach((item, i) => {
      walk(item, [...path, String(i)], rules.any, context);
    });
  }
}
