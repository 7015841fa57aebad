import { joinAsList, keyOfPair } from './merging.ts';
import type { Attribute } from './rule.ts';
import { listOrMap } from './schema.ts';

/** `KEY: value` or `- KEY=value`. */
export const labels: Attribute = {
  schema: listOrMap,
  rules: { '': { merge: joinAsList, uniqueBy: keyOfPair } },
};
