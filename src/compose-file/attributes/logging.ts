import { mergeMaps } from '../phases/merge.ts';
import { get, isEqual } from '../tree/node.ts';
import type { Attribute, Merge } from './rule.ts';
import { mapOf, object, text } from './schema.ts';

/** Options belong to a driver: another driver in a later file drops the earlier options. */
const mergeLogging: Merge = (base, over, path, context) => {
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  const [before, after] = [get(base, 'driver'), get(over, 'driver')];
  const isSame = before === undefined || after === undefined || isEqual(before, after);
  return isSame ? mergeMaps(base, over, path, context) : over;
};

export const logging: Attribute = {
  schema: object({ driver: text, options: mapOf({ types: ['string', 'number', 'null'] }, /.+/, true) }),
  rules: { '': { merge: mergeLogging } },
};
