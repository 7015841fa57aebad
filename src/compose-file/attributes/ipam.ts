import { mergeMaps } from '../phases/merge.ts';
import { get, isEqual, list, type MapNode, map, type Node } from '../tree/node.ts';
import { namesToMap, nullsAt } from './merging.ts';
import type { Merge } from './rule.ts';

function sameSubnet(a: Node, b: Node): boolean {
  const [first, second] = [a, b].map((node) => (node.kind === 'map' ? get(node, 'subnet') : undefined));
  if (first === undefined || second === undefined) return first === second;
  return isEqual(first, second);
}

/**
 * Address pools of one subnet merge, others are added, in the order in which Docker Compose comes to them. As there, a
 * pool goes on to merge with every later one that is known already: with three subnets the result surprises.
 */
export const mergePools: Merge = (base, over, path, context) => {
  if (base.kind !== 'list' || over.kind !== 'list') return over;
  const pools: MapNode[] = [];
  for (const original of base.items) {
    if (original.kind !== 'map') continue;
    const growing = map(original.at, new Map(original.entries));
    for (const item of over.items) {
      // What is no map says nothing, or its items are taken for keys.
      const addition = namesToMap(item, nullsAt(item), path, context);
      if (!sameSubnet(growing, addition) && !pools.some((pool) => sameSubnet(pool, addition))) {
        pools.push(addition);
        continue;
      }
      const merged = mergeMaps(growing, addition, path, context) as MapNode;
      for (const [key, entry] of merged.entries) growing.entries.set(key, entry);
      const index = pools.findIndex((pool) => sameSubnet(pool, growing));
      if (index === -1) pools.push(growing);
      else pools[index] = growing;
    }
  }
  return list(pools, over.at);
};
