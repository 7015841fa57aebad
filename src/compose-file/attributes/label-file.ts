import { resolveAbsolute } from '../phases/resolve-path.ts';
import { textToList } from './dns.ts';
import { joinAsList } from './merging.ts';
import type { Attribute } from './rule.ts';
import { either, repeatableTexts, text } from './schema.ts';

/** Files of `KEY=value` that become part of `labels`. */
export const labelFile: Attribute = {
  schema: either(text, repeatableTexts),
  rules: { '': { merge: joinAsList, expand: textToList }, '*': { resolve: resolveAbsolute } },
};
