import { printed } from '../tree/node.ts';
import { keyOfPair } from './merging.ts';
import type { Attribute } from './rule.ts';
import { listOf, texts } from './schema.ts';

const uniqueTexts: Attribute = { schema: texts, rules: { '': { uniqueBy: keyOfPair } } };

/** Lists of names that count once, however often files name them. */
export const uniqueListAttributes: Record<string, Attribute> = {
  cap_add: uniqueTexts,
  cap_drop: uniqueTexts,
  links: uniqueTexts,
  profiles: uniqueTexts,
  expose: {
    schema: listOf({ types: ['string', 'number'] }, true),
    rules: { '': { uniqueBy: (node) => printed(node) } },
  },
};
