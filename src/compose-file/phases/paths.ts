import { type RuleNode, rulesBelow, rulesWith } from '../attributes/registry.ts';
import type { PathContext } from '../attributes/rule.ts';
import { Entry, type MapNode, type Node } from '../tree/node.ts';

const pathRules = rulesWith(({ resolve }) => resolve !== undefined);

/** Makes relative paths absolute, from the folder of the project or of the extended file. Changes the tree in place. */
export function resolvePaths(root: MapNode, context: PathContext): void {
  walk(root, pathRules, context);
}

function walk(node: Node, rules: RuleNode | undefined, context: PathContext): Node {
  if (rules === undefined) return node;
  if (rules.rule.resolve !== undefined) return rules.rule.resolve(node, context);
  if (node.kind === 'map') {
    node.entries.forEach((entry, key) => {
      const resolved = walk(entry.value, rulesBelow(rules, key), context);
      if (resolved !== entry.value) node.entries.set(key, new Entry(resolved, entry));
    });
  } else if (node.kind === 'list' && rules.any !== undefined) {
    node.items.forEach((item, i) => {
      node.items[i] = walk(item, rules.any, context);
    });
  }
  return node;
}
