import { isEqual, list } from '../tree/node.ts';
import { pairs } from './merging.ts';
import type { Attribute, Merge } from './rule.ts';
import { extraHosts as schema } from './schema.ts';

/** A later file adds hosts, each pair of name and address once. */
export const mergeHosts: Merge = (base, over) => {
  const first = pairs(base);
  const added = pairs(over).filter((item) => !first.some((other) => isEqual(item, other)));
  return list([...first, ...added], over.at);
};

/** `NAME: ADDRESS`, `- NAME=ADDRESS` or `- NAME:ADDRESS`. */
export const extraHosts: Attribute = { schema, rules: { '': { merge: mergeHosts } } };
