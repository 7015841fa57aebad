import { printed } from '../tree/node.ts';
import { GoFloat } from '../tree/scalar.ts';
import { keyOfPair } from './merging.ts';
import type { Attribute, UniqueKey } from './rule.ts';
import { listOf, texts } from './schema.ts';

const uniqueTexts: Attribute = { schema: texts, rules: { '': { uniqueBy: keyOfPair } } };

/** Whole numbers and texts; the schema of the specification lets other numbers pass. */
const keyOfPort: UniqueKey = (node, path, context) => {
  const isFraction = node.kind === 'scalar' && node.value instanceof GoFloat;
  if (isFraction)
    context.report('wrong-type', path, `must be a whole number or a text, not ${printed(node)}`, node.at);
  return printed(node);
};

/** Lists of names that count once, however often files name them. */
export const uniqueListAttributes: Record<string, Attribute> = {
  cap_add: uniqueTexts,
  cap_drop: uniqueTexts,
  links: uniqueTexts,
  profiles: uniqueTexts,
  expose: {
    schema: listOf({ types: ['string', 'number'] }, true),
    rules: { '': { uniqueBy: keyOfPort } },
  },
};
