import { isIPv4, isIPv6 } from 'node:net';

/** An IP address as a number. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** A range of addresses with a common prefix; `value` is the address as written, which may have host bits. */
export interface Subnet extends Address {
  readonly prefix: number;
}

export function widthOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

/** Reads an address in any of its usual spellings; `undefined` when it is none. A zone (`%eth0`) is not allowed. */
export function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) return { family: 4, value: valueOf(text.split('.').map(Number), 8n) };
  if (!isIPv6(text) || text.includes('%')) return undefined;
  return { family: 6, value: valueOf(groupsOf(text), 16n) };
}

function valueOf(parts: number[], bits: bigint): bigint {
  return parts.reduce((value, part) => (value << bits) | BigInt(part), 0n);
}

function groupsOf(text: string): number[] {
  const embedded = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (embedded) {
    const [a, b, c, d] = embedded.slice(2).map(Number) as [number, number, number, number];
    return groupsOf(`${embedded[1]}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`);
  }
  const [head = '', tail] = text.split('::');
  if (tail === undefined) return hexGroups(head);
  const before = hexGroups(head);
  const after = hexGroups(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...zeros, ...after];
}

function hexGroups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

/** Reads `172.18.0.0/16`; `undefined` when it is not of that form. */
export function parseSubnet(text: string): Subnet | undefined {
  const [base = '', length = '', ...rest] = text.split('/');
  const address = parseAddress(base);
  if (!address || rest.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
  const prefix = Number(length);
  return prefix > widthOf(address.family) ? undefined : { ...address, prefix };
}

export function formatAddress({ family, value }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number((value >> BigInt(112 - 16 * index)) & 0xffffn),
  );
  return formatGroups(groups);
}

/** RFC 5952: lower case, the longest run of two or more zero groups shortened. */
function formatGroups(groups: number[]): string {
  let run = { start: 0, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > run.length) run = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (run.length < 2) return hex.join(':');
  return `${hex.slice(0, run.start).join(':')}::${hex.slice(run.start + run.length).join(':')}`;
}

export function formatSubnet(subnet: Subnet): string {
  return `${formatAddress(subnet)}/${subnet.prefix}`;
}

function hostBits(subnet: Subnet): bigint {
  return BigInt(widthOf(subnet.family) - subnet.prefix);
}

/** The lowest address, with all host bits zero. */
export function firstAddress(subnet: Subnet): Address {
  const bits = hostBits(subnet);
  return { family: subnet.family, value: (subnet.value >> bits) << bits };
}

/** The highest address; in IPv4 that of broadcasts. */
export function lastAddress(subnet: Subnet): Address {
  return { family: subnet.family, value: firstAddress(subnet).value + (1n << hostBits(subnet)) - 1n };
}

export function maskSubnet(subnet: Subnet): Subnet {
  return { ...firstAddress(subnet), prefix: subnet.prefix };
}

export function contains(subnet: Subnet, address: Address): boolean {
  return (
    subnet.family === address.family &&
    address.value >= firstAddress(subnet).value &&
    address.value <= lastAddress(subnet).value
  );
}

export function overlaps(a: Subnet, b: Subnet): boolean {
  return contains(a, firstAddress(b)) || contains(b, firstAddress(a));
}

export function addressBytes({ family, value }: Address): Buffer {
  return Buffer.from(value.toString(16).padStart(family === 4 ? 8 : 32, '0'), 'hex');
}

/** The reverse of `addressBytes`: 4 or 16 bytes. */
export function addressFromBytes(bytes: Uint8Array): Address {
  return { family: bytes.length === 4 ? 4 : 6, value: BigInt(`0x${Buffer.from(bytes).toString('hex')}`) };
}
