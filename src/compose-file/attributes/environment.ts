import { joinAsList, keyOfPair } from './merging.ts';
import type { Attribute } from './rule.ts';
import { listOrMap } from './schema.ts';

/** `KEY: value`, `- KEY=value`; a key without value takes it from where the command runs. */
export const environment: Attribute = {
  schema: listOrMap,
  rules: { '': { merge: joinAsList, uniqueBy: keyOfPair } },
};
