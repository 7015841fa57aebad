import { asText, get, isText, map, type Node, printed, put, scalar } from '../tree/node.ts';
import type { Attribute, Expand, UniqueKey } from './rule.ts';
import { either, listOf, object, text } from './schema.ts';

const expandDevice: Expand = (node, path, context) => {
  if (!isText(node)) return node;
  const parts = node.value.split(':');
  if (parts.length > 3 && context.isInterpolated) {
    const message = `confusing device mapping, please use long syntax: ${node.value}`;
    context.report('invalid-device', path, message, node.at, 'Write SOURCE[:TARGET[:PERMISSIONS]].');
  }
  const [source = '', target = '', permissions = 'rwm'] = parts.length > 3 ? [] : parts;
  const made = map(node.at);
  put(made, 'source', scalar(source, node.at));
  put(made, 'target', scalar(target || source, node.at));
  put(made, 'permissions', scalar(permissions, node.at));
  return made;
};

const keyOfDevice: UniqueKey = (node: Node, path, context) => {
  if (node.kind === 'map') {
    const target = asText(get(node, 'target'));
    if (target === undefined) {
      context.report('missing-key', path, 'the device has no target, the path in the container', node.at);
    }
    return target ?? printed(node);
  }
  const [source = '', target] = printed(node).split(':');
  return target ?? source;
};

/** `/dev/ttyUSB0:/dev/ttyUSB0:rwm`, or a map. */
export const devices: Attribute = {
  schema: listOf(either(text, object({ source: text, target: text, permissions: text }, ['source']))),
  rules: { '': { uniqueBy: keyOfDevice }, '*': { expand: expandDevice } },
};
