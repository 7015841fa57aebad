import { type RuleNode, rulesBelow, rulesWith } from '../attributes/registry.ts';
import type { MapNode, Node } from '../tree/node.ts';

const fillRules = rulesWith(({ fill }) => fill !== undefined);

/** Adds the values that hold when a file says nothing. Changes maps in place. */
export function fillDefaults(root: MapNode): void {
  walk(root, fillRules);
}

function walk(node: Node, rules: RuleNode): void {
  if (rules.rule.fill !== undefined) {
    rules.rule.fill(node);
  } else if (node.kind === 'map') {
    node.entries.forEach(({ value }, key) => {
      const inner = rulesBelow(rules, key);
      if (inner !== undefined) walk(value, inner);
    });
  } else if (node.kind === 'list' && rules.any !== undefined) {
    for (const item of node.items) walk(item, rules.any);
  }
}
