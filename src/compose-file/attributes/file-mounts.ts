import { asText, get, implied, isText, map, type Node, put } from '../tree/node.ts';
import { keyOfMount } from './merging.ts';
import type { Attribute } from './rule.ts';
import { fileReferences } from './schema.ts';

export function expandReference(node: Node): Node {
  if (!isText(node)) return node;
  const made = map(node.at);
  put(made, 'source', node);
  return made;
}

function fillTarget(node: Node): Node {
  if (node.kind === 'map' && !node.entries.has('target')) {
    put(node, 'target', implied(`/run/secrets/${asText(get(node, 'source')) ?? ''}`, node.at));
  }
  return node;
}

/** Secrets that a service mounts, by default below /run/secrets. */
export const secrets: Attribute = {
  schema: fileReferences,
  rules: { '': { uniqueBy: keyOfMount('/run/secrets') }, '*': { expand: expandReference, fill: fillTarget } },
};

/** Configs that a service mounts, by default at the root. */
export const configs: Attribute = {
  schema: fileReferences,
  rules: { '': { uniqueBy: keyOfMount('') }, '*': { expand: expandReference } },
};
