import { implied, list, map, type Node, put, scalar } from '../tree/node.ts';
import type { Attribute, Rule } from './rule.ts';
import {
  either,
  integer,
  listOf,
  listOrMap,
  object,
  oneOfTexts,
  type Schema,
  text,
  texts,
} from './schema.ts';

const properties = {
  capabilities: texts,
  count: integer,
  device_ids: texts,
  driver: text,
  options: listOrMap,
};

/** `deploy.resources.reservations.devices`. */
export const deviceRequests: Schema = listOf(object(properties, ['capabilities']));

function fillCount(node: Node): Node {
  if (node.kind === 'map' && !node.entries.has('count') && !node.entries.has('device_ids')) {
    put(node, 'count', implied('all', node.at));
  }
  return node;
}

export const deviceRequestRule: Rule = {
  fill: fillCount,
  check: (node, path, context) => {
    if (node.kind !== 'map' || !node.entries.has('count') || !node.entries.has('device_ids')) return;
    context.report('exclusive-keys', path, '"count" and "device_ids" attributes are exclusive', node.at);
  },
};

/** `all`, or a list of device requests. */
export const gpus: Attribute = {
  schema: either(oneOfTexts('all'), listOf({ types: ['map'], properties, open: true })),
  rules: {
    '': {
      expand: (node) => {
        if (node.kind !== 'scalar') return node;
        const request = map(node.at);
        put(request, 'count', scalar('all', node.at));
        return list([request], node.at);
      },
    },
    '*': deviceRequestRule,
  },
};
