import { resolveUnlessRemote } from '../phases/resolve-path.ts';
import { Entry, isText, map } from '../tree/node.ts';
import type { Attribute } from './rule.ts';
import { closedObject, either, text } from './schema.ts';

/** The service whose settings this one begins with, of this file or another. */
export const extendsAttribute: Attribute = {
  schema: either(text, closedObject({ service: text, file: text }, ['service'])),
  rules: {
    '': {
      expand: (node) => (isText(node) ? map(node.at, new Map([['service', new Entry(node, node)]])) : node),
    },
    file: { resolve: resolveUnlessRemote },
  },
};
