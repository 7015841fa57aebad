import {
  isAddress,
  mappingAt,
  mappingCount,
  type PortMappings,
  parsePortMappings,
} from '../formats/port-spec.ts';
import type { LoadContext } from '../phases/context.ts';
import {
  asText,
  Entry,
  get,
  implied,
  isText,
  list,
  map,
  type Node,
  printed,
  put,
  type ScalarNode,
  type ScalarValue,
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
  const found: (PortMappings | undefined)[] = [];
  let mappings = 0;
  for (const [i, item] of node.items.entries()) {
    const inside = [...path, String(i)];
    const parsed = item.kind === 'scalar' ? parseItem(item, inside, context) : undefined;
    if (typeof parsed === 'string' && !context.isInterpolated) return node;
    if (typeof parsed === 'string') context.report('invalid-port', inside, parsed, item.at, portHint(parsed));
    found.push(typeof parsed === 'string' ? undefined : parsed);
    // A few short texts stand for all ports many times; nothing is made of them before it is known that there is room.
    if (typeof parsed === 'object') mappings += mappingCount(parsed);
    context.checkRoom(mappings * VALUES_PER_PORT, () => item.at);
  }
  if (mappings > node.items.length) context.count(node.at, mappings * VALUES_PER_PORT);
  const expanded: Node[] = [];
  for (const [i, item] of node.items.entries()) {
    const ports = found[i];
    if (item.kind !== 'scalar') expanded.push(item);
    else if (ports !== undefined) expandItem(item, ports, expanded);
  }
  return list(expanded, node.at);
};

/** Of the mapping, its mode, target, published port, protocol and address, while it is made. */
const VALUES_PER_PORT = 12;

/** undefined: a mistake has been reported; a message: the text is no port. */
function parseItem(item: ScalarNode, path: Path, context: LoadContext): PortMappings | string | undefined {
  if (!(item.value instanceof GoFloat)) return parsePortMappings(printed(item));
  context.report('wrong-type', path, `must be a whole number or a text, not ${printed(item)}`, item.at);
  return undefined;
}

function portHint(message: string): string {
  if (message.startsWith('no port specified')) return 'Write HOST:CONTAINER or CONTAINER.';
  return 'Write [IP:]HOST:CONTAINER[/tcp|udp|sctp] with ports from 0 to 65535; ranges need equal lengths.';
}

/** Docker Compose sorts the ports of a range as texts: 10 comes before 9. */
function inOrder({ target: { start, end } }: PortMappings): number[] {
  const indices = Array.from({ length: end - start + 1 }, (_, i) => i);
  if (String(start).length === String(end).length) return indices;
  return indices
    .map((i) => ({ i, text: String(start + i) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ i }) => i);
}

/** What all ports of a range have in common is there once. */
function expandItem(item: Node, ports: PortMappings, expanded: Node[]): void {
  const entry = (value: ScalarValue): Entry => new Entry(scalar(value, item), item);
  const [mode, hostIp, protocol] = [entry('ingress'), entry(ports.hostIp), entry(ports.protocol)];
  for (const i of inOrder(ports)) {
    const { target, published } = mappingAt(ports, i);
    const made = map(item.at);
    made.entries.set('mode', mode);
    if (ports.hostIp !== '') made.entries.set('host_ip', hostIp);
    if (target !== 0) made.entries.set('target', entry(target));
    if (published !== '') made.entries.set('published', entry(published));
    made.entries.set('protocol', protocol);
    if (item.trail !== undefined) made.trail = item.trail;
    expanded.push(made);
  }
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
