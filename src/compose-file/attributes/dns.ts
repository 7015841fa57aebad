import { isText, list, type Node } from '../tree/node.ts';
import { joinAsList, keyOfPair } from './merging.ts';
import type { Attribute } from './rule.ts';
import { textOrTexts, texts } from './schema.ts';

export function textToList(node: Node): Node {
  return isText(node) ? list([node], node.at) : node;
}

/** One server or several; empty ones, as of an unset variable, are left out. */
export const dns: Attribute = {
  schema: textOrTexts,
  rules: { '': { merge: joinAsList, uniqueBy: keyOfPair, expand: textToList, omitEmpty: true } },
};

export const dnsOpt: Attribute = { schema: texts, rules: { '': { merge: joinAsList, uniqueBy: keyOfPair } } };

export const dnsSearch: Attribute = {
  schema: textOrTexts,
  rules: { '': { merge: joinAsList, uniqueBy: keyOfPair } },
};
