import { mergeMaps } from '../phases/merge.ts';
import { get, isEqual, list, type MapNode, type Node } from '../tree/node.ts';
import type { Merge } from './rule.ts';

function sameSubnet(a: Node, b: Node): boolean {
  const [first, second] = [a, b].map((node) => (node.kind === 'map' ? get(node, 'subnet') : undefined));
  if (first === undefined || second === undefined) return first === second;
  return isEqual(first, second);
}

/** Address pools of one subnet merge, others are added, in the order in which Docker Compose comes to them. */
export const mergePools: Merge = (base, over, path, context) => {
  if (base.kind !== 'list' || over.kind !== 'list') return over;
  const pools: MapNode[] = [];
  for (const original of base.items) {
    for (const addition of over.items) {
      if (original.kind !== 'map' || addition.kind !== 'map') continue;
      if (!sameSubnet(original, addition) && !pools.some((pool) => sameSubnet(pool, addition))) {
        pools.push(addition);
        continue;
      }
      const merged = mergeMaps(original, addition, path, context) as MapNode;
      const index = pools.findIndex((pool) => sameSubnet(pool, merged));
      if (index === -1) pools.push(merged);
      else pools[index] = merged;
    }
  }
  return list(pools, over.at);
};
