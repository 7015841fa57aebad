import { joinAsList, keyOfPair } from './merging.ts';
import type { Attribute } from './rule.ts';
import { textOrTexts } from './schema.ts';

/** `PATH[:OPTIONS]`, one or several. */
export const tmpfs: Attribute = {
  schema: textOrTexts,
  rules: { '': { merge: joinAsList, uniqueBy: keyOfPair } },
};
