import { replace } from './merging.ts';
import type { Attribute } from './rule.ts';
import { command as commandSchema } from './schema.ts';

/** `command` and `entrypoint`: a later file's replaces an earlier one's. */
export const command: Attribute = { schema: commandSchema, rules: { '': { merge: replace } } };
