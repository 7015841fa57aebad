import { type RuleNode, rulesBelow, rulesWith } from '../attributes/registry.ts';
import type { MapNode, Node } from '../tree/node.ts';
import type { WalkPath } from '../tree/path.ts';
import type { LoadContext } from './context.ts';

const checkRules = rulesWith(({ check }) => check !== undefined);

/** Checks of single attributes that a schema cannot say. */
export function checkAttributes(root: MapNode, context: LoadContext): void {
  walk(root, [], checkRules, context);
}

function walk(node: Node, path: WalkPath, rules: RuleNode, context: LoadContext): void {
  const { check } = rules.rule;
  if (check !== undefined) check(node, path, context);
  else if (node.kind === 'map') {
    for (const [key, { value }] of node.entries) walkInto(value, key, path, rulesBelow(rules, key), context);
  } else if (node.kind === 'list') {
    node.items.forEach((item, i) => {
      walkInto(item, String(i), path, rules.any, context);
    });
  }
}

function walkInto(
  node: Node,
  key: string,
  path: WalkPath,
  rules: RuleNode | undefined,
  context: LoadContext,
): void {
  if (rules === undefined) return;
  path.push(key);
  walk(node, path, rules, context);
  path.pop();
}
