import { resolveAbsolute } from '../phases/resolve-path.ts';
import { asText, get, implied, isText, list, map, type Node, printed, put } from '../tree/node.ts';
import { joinAsList } from './merging.ts';
import type { Attribute } from './rule.ts';
import { closedObject, either, flag, listOf, text } from './schema.ts';

function expandFile(node: Node): Node {
  if (isText(node)) {
    const made = map(node.at);
    put(made, 'path', node);
    put(made, 'required', implied(true, node.at));
    return made;
  }
  if (node.kind === 'map' && !node.entries.has('required')) put(node, 'required', implied(true, node.at));
  return node;
}

/** Files of `KEY=value` that become part of `environment`. */
export const envFile: Attribute = {
  schema: either(
    text,
    listOf(either(text, closedObject({ path: text, format: text, required: flag }, ['path']))),
  ),
  rules: {
    '': {
      merge: joinAsList,
      uniqueBy: (node) => (node.kind === 'map' ? (asText(get(node, 'path')) ?? '') : printed(node)),
      expand: (node) => {
        if (isText(node)) return list([expandFile(node)], node.at);
        return node.kind === 'list' ? list(node.items.map(expandFile), node.at) : node;
      },
    },
    '*.path': { resolve: resolveAbsolute },
  },
};
