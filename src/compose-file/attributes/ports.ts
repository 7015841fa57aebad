import { isAddress, parsePortSpec } from '../formats/port-spec.ts';
import type { LoadContext } from '../phases/context.ts';
import {
  asText,
  get,
  implied,
  isText,
  list,
  type MapNode,
  map,
  type Node,
  printed,
  put,
  scalar,
} from '../tree/node.ts';
import type { Path } from '../tree/path.ts';
import { GoFloat } from '../tree/scalar.ts';
import type { Attribute, Expand, UniqueKey } from './rule.ts';
import { either, listOf, object, onlyNumber, text } from './schema.ts';

const integerOrText = { types: ['integer', 'string'] } as const;

/** `8080:80`, `8080`, or a map. One short form may stand for many ports. */
export const ports: Attribute = {
  schema: listOf(
    either(
      onlyNumber,
      text,
      object({
        name: text,
        mode: text,
        host_ip: text,
        target: integerOrText,
        published: integerOrText,
        protocol: text,
        app_protocol: text,
      }),
    ),
    true,
  ),
  rules: {
    '': { expand: (node, path, context) => expandPorts(node, path, context), uniqueBy: keyOfPort() },
    '*': { fill: fillPort, check: checkAddress },
    '*.target': { cast: 'integer' },
  },
};

const expandPorts: Expand = (node, path, context) => {
  if (node.kind !== 'list') return node;
  const expanded: Node[] = [];
  for (const item of node.items) {
    if (item.kind !== 'scalar') expanded.push(item);
    else if (item.value instanceof GoFloat) {
      context.report('wrong-type', path, `must be a whole number or a text, not ${printed(item)}`, item.at);
    } else {
      const mappings = parsePortSpec(printed(item));
      if (typeof mappings === 'string') {
        if (context.isInterpolated)
          context.report('invalid-port', path, mappings, item.at, portHint(mappings));
        else return node;
      } else {
        context.count(item.at, mappings.length * 2);
        for (const mapping of mappings) expanded.push(toMap(item, mapping));
      }
    }
  }
  return list(expanded, node.at);
};

function portHint(message: string): string {
  if (message.startsWith('no port specified')) return 'Write HOST:CONTAINER or CONTAINER.';
  return 'Write [IP:]HOST:CONTAINER[/tcp|udp|sctp] with ports from 0 to 65535; ranges need equal lengths.';
}

function toMap(
  item: Node,
  mapping: { hostIp: string; published: string; target: number; protocol: string },
): MapNode {
  const made = map(item.at);
  put(made, 'mode', scalar('ingress', item.at));
  if (mapping.hostIp !== '') put(made, 'host_ip', scalar(mapping.hostIp, item.at));
  if (mapping.target !== 0) put(made, 'target', scalar(mapping.target, item.at));
  if (mapping.published !== '') put(made, 'published', scalar(mapping.published, item.at));
  put(made, 'protocol', scalar(mapping.protocol, item.at));
  if (item.trail !== undefined) made.trail = item.trail;
  return made;
}

function keyPart(node: Node | undefined, fallback: string): string {
  return node === undefined ? fallback : `${isText(node) ? '' : typeof node}${printed(node)}`;
}

function keyOfPort(): UniqueKey {
  return (node, path, context) => {
    if (node.kind !== 'map') return printed(node);
    if (!node.entries.has('target')) {
      context.report('missing-key', path, 'the port has no target, the port in the container', node.at);
    }
    const host = keyPart(get(node, 'host_ip'), '0.0.0.0');
    const protocol = keyPart(get(node, 'protocol'), 'tcp');
    return `${host}|${keyPart(get(node, 'published'), '')}|${keyPart(get(node, 'target'), '')}/${protocol}`;
  };
}

function fillPort(node: Node): Node {
  if (node.kind !== 'map') return node;
  if (!node.entries.has('protocol')) put(node, 'protocol', implied('tcp', node.at));
  if (!node.entries.has('mode')) put(node, 'mode', implied('ingress', node.at));
  return node;
}

function checkAddress(node: Node, path: Path, context: LoadContext): void {
  if (node.kind !== 'map') return;
  const address = get(node, 'host_ip');
  const ip = asText(address);
  if (address === undefined || ip === undefined || isAddress(ip)) return;
  context.report('invalid-address', [...path, 'host_ip'], `invalid ip address: ${ip}`, address.at);
}
