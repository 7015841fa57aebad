import { replace } from './merging.ts';
import type { Attribute, Expand } from './rule.ts';
import { ulimits as schema } from './schema.ts';

/** Where nothing makes a number of it, a text is no limit; neither is a number with a fraction or an exponent. */
export const checkUlimit: Expand = (node, path, context) => {
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (node.kind !== 'map' && typeof value !== 'number' && typeof value !== 'bigint')
    context.report('wrong-type', path, 'must be a whole number, or a mapping with soft and hard', node.at);
  return node;
};

/** `NAME: NUMBER`, or a soft and a hard limit. */
export const ulimits: Attribute = {
  schema,
  rules: {
    '*': { cast: 'integer', merge: replace, expand: checkUlimit },
    '*.hard': { cast: 'integer' },
    '*.soft': { cast: 'integer' },
  },
};
