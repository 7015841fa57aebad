import { type RuleNode, rootRules, rulesBelow } from '../attributes/registry.ts';
import { Entry, isNull, list, type MapNode, map, type Node, withTrail } from '../tree/node.ts';
import type { Path } from '../tree/path.ts';
import type { Trail } from '../tree/trail.ts';
import type { LoadContext } from './context.ts';

/** Lays a later file over an earlier one (specification, "merge"). Neither is changed. */
export function mergeFiles(base: MapNode, over: MapNode, context: LoadContext): MapNode {
  return mergeMapsBelow(base, over, [], rootRules, context);
}

/** Lays a service over the one that it extends. */
export function mergeService(base: MapNode, over: MapNode, name: string, context: LoadContext): MapNode {
  const rules = rulesBelow(rulesBelow(rootRules, 'services'), name);
  return mergeMapsBelow(base, over, ['services', name], rules, context);
}

/** For merge rules of attributes: key by key, with the rules at `path`. */
export function mergeMaps(base: Node, over: Node, path: Path, context: LoadContext): Node {
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  let rules: RuleNode | undefined = rootRules;
  for (const part of path) rules = rulesBelow(rules, part);
  return mergeMapsBelow(base, over, path, rules, context);
}

function mergeMapsBelow(
  base: MapNode,
  over: MapNode,
  path: Path,
  rules: RuleNode | undefined,
  context: LoadContext,
): MapNode {
  const merged = map(over.entries.size === 0 ? base.at : over.at, new Map(base.entries));
  for (const [key, entry] of over.entries) {
    const before = base.entries.get(key);
    if (before === undefined) merged.entries.set(key, entry);
    else {
      const value = mergeValues(before.value, entry.value, [...path, key], rulesBelow(rules, key), context);
      merged.entries.set(key, new Entry(value, entry));
    }
  }
  return merged;
}

function mergeValues(
  base: Node,
  over: Node,
  path: Path,
  rules: RuleNode | undefined,
  context: LoadContext,
): Node {
  const special = rules?.rule.merge;
  if (special !== undefined) {
    const merged = special(base, over, path, context);
    return merged === over ? noted(merged, base, context) : merged;
  }
  if (isNull(over)) return base;
  if (base.kind === 'scalar') return noted(over, base, context);
  if (base.kind !== over.kind) {
    const kind = base.kind === 'map' ? 'a mapping' : 'a list';
    context.report('cannot-override', path, `cannot override: it is ${kind} in another file`, over.at);
    return base;
  }
  if (base.kind === 'list')
    return list([...base.items, ...(over.kind === 'list' ? over.items : [])], over.at);
  return over.kind === 'map' ? mergeMapsBelow(base, over, path, rules, context) : over;
}

/** Remembers what a later value hides, when somebody will ask. */
export function noted(value: Node, shadowed: Node, context: LoadContext): Node {
  if (context.options.explain !== true || value === shadowed) return value;
  const trail: Trail = { step: { kind: 'merged', shadowed }, earlier: value.trail };
  return withTrail(value, trail);
}
