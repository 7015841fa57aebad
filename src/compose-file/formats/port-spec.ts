import { isIP } from 'node:net';

export interface PortMapping {
  hostIp: string;
  /** Empty: any free port; "8000-8010": one of these. */
  published: string;
  target: number;
  protocol: string;
}

interface Range {
  start: number;
  end: number;
}

function parseRange(text: string): Range | undefined {
  const [start, end] = text.includes('-') ? text.split('-').slice(0, 2) : [text, text];
  const range = { start: parsePort(start), end: parsePort(end) };
  return Number.isNaN(range.start) || Number.isNaN(range.end) || range.end < range.start ? undefined : range;
}

function parsePort(text = ''): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65535 ? port : Number.NaN;
}

/** An IPv6 address stands in brackets, or its colons would be those of the ports. */
function isHostAddress(text: string): boolean {
  const inBrackets = /^\[(.*)\]$/.exec(text)?.[1];
  return inBrackets === undefined ? isIP(text) === 4 : isAddress(inBrackets);
}

/** An IP address without a zone. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%');
}

/** One mapping, or as many as the range of target ports is long. */
export interface PortMappings {
  hostIp: string;
  /** First and last port; absent: any free port. */
  published: Range | undefined;
  target: Range;
  protocol: string;
}

/** `[[IP:]PUBLISHED:]TARGET[/PROTOCOL]`, each port possibly a range; returns a message where the text is none. */
export function parsePortSpec(spec: string): PortMapping[] | string {
  const found = parsePortMappings(spec);
  return typeof found === 'string'
    ? found
    : Array.from({ length: mappingCount(found) }, (_, i) => mappingAt(found, i));
}

export function mappingCount({ target }: PortMappings): number {
  return target.end - target.start + 1;
}

export function mappingAt(mappings: PortMappings, index: number): PortMapping {
  const { hostIp, published, target, protocol } = mappings;
  return {
    hostIp,
    published: publishedAt(mappings, published, index),
    target: target.start + index,
    protocol,
  };
}

function publishedAt(mappings: PortMappings, published: Range | undefined, index: number): string {
  if (published === undefined) return '';
  const isOneOf = mappingCount(mappings) === 1 && published.start !== published.end;
  return isOneOf ? `${published.start}-${published.end}` : String(published.start + index);
}

/** As `parsePortSpec`, a range in one. */
export function parsePortMappings(spec: string): PortMappings | string {
  const parts = spec.split(':');
  const container = parts.pop() ?? '';
  const published = parts.pop() ?? '';
  let hostIp = parts.join(':');
  const slash = container.indexOf('/');
  const target = slash === -1 ? container : container.slice(0, slash);
  const given = container.split('/')[1] || 'tcp';
  const protocol = (target === '' ? '' : given).toLowerCase();
  if (!['tcp', 'udp', 'sctp'].includes(protocol)) {
    return target === '' ? `no port specified: ${spec}` : `invalid proto: ${protocol}`;
  }
  if (hostIp !== '' && !isHostAddress(hostIp)) return `invalid IP address: ${hostIp}`;
  if (hostIp.startsWith('[')) hostIp = hostIp.slice(1, -1);
  const targets = parseRange(target);
  if (targets === undefined) return `invalid containerPort: ${target}`;
  const hosts = published === '' ? undefined : parseRange(published);
  if (published !== '' && hosts === undefined) return `invalid hostPort: ${published}`;
  const found: PortMappings = { hostIp, published: hosts, target: targets, protocol };
  const count = mappingCount(found);
  if (hosts !== undefined && count > 1 && hosts.end - hosts.start !== count - 1) {
    return `invalid ranges specified for container and host Ports: ${target} and ${published}`;
  }
  return found;
}
