import { replace } from './merging.ts';
import type { Attribute } from './rule.ts';
import { ulimits as schema } from './schema.ts';

/** `NAME: NUMBER`, or a soft and a hard limit. */
export const ulimits: Attribute = {
  schema,
  rules: {
    '*': { cast: 'integer', merge: replace },
    '*.hard': { cast: 'integer' },
    '*.soft': { cast: 'integer' },
  },
};
