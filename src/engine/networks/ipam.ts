import type { Ipam, IpamPool } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import {
  type Address,
  contains,
  firstAddress,
  formatAddress,
  formatSubnet,
  lastAddress,
  maskSubnet,
  overlaps,
  parseAddress,
  parseSubnet,
  type Subnet,
  widthOf,
} from './address.ts';
import { chooseSubnet, lowestFree } from './address-pools.ts';

/** The addresses of one network in one family. */
export interface AddressPool {
  subnet: Subnet;
  /** Addresses for containers are taken from here. */
  range: Subnet;
  gateway: Address;
  auxiliary: Address[];
  /** Whether a user wrote the subnet, without which no address can be asked for. */
  isConfigured: boolean;
}

/** What a network's own configuration says of its addresses, after the defaults. */
export interface AddressPlan {
  pools: AddressPool[];
  /** As `inspect` shows it: gateways only where a user wrote them, or wrote nothing. */
  config: IpamPool[];
}

/** Ranges in use, which limit what a new network may have. */
export interface TakenRanges {
  /** Of other networks and of this machine's interfaces. */
  firm: Subnet[];
  /** Behind other routers: a user may put a network inside one (a VPN's 10.0.0.0/8), the engine itself does not. */
  routed: Subnet[];
}

interface Wanted {
  subnet: Subnet;
  range: Subnet | undefined;
  gateway: Address | undefined;
  auxiliary: Address[];
  source: IpamPool;
}

function invalidConfig(problems: string[]): EngineError {
  return new EngineError('invalid', `invalid network config:\n${problems.join('\n')}`);
}

/** Checks the form of the configuration; throws `invalid` with all that is wrong, in Docker's words. */
export function readIpamConfig(ipam: Ipam | null | undefined): Wanted[] {
  if (ipam?.Driver && ipam.Driver !== 'default')
    throw new EngineError('not-found', `plugin "${ipam.Driver}" not found`);
  const problems: string[] = [];
  const wanted: Wanted[] = [];
  for (const source of ipam?.Config ?? []) {
    if (!source.Subnet) {
      if (source.IPRange || source.Gateway)
        problems.push('every ip-range or gateway must have a corresponding subnet');
      continue;
    }
    const subnet = readSubnet(source.Subnet, 'subnet', problems);
    if (subnet) wanted.push({ subnet, ...readRest(source, subnet, problems), source });
  }
  if (problems.length > 0) throw invalidConfig(problems);
  return wanted;
}

function readSubnet(text: string, what: string, problems: string[]): Subnet | undefined {
  const subnet = parseSubnet(text);
  if (!subnet) {
    problems.push(`invalid ${what} ${text}: invalid CIDR block notation`);
    return undefined;
  }
  const masked = maskSubnet(subnet);
  if (masked.value !== subnet.value)
    problems.push(`invalid ${what} ${text}: it should be ${formatSubnet(masked)}`);
  return masked;
}

function readRest(source: IpamPool, subnet: Subnet, problems: string[]): Omit<Wanted, 'subnet' | 'source'> {
  const range = source.IPRange ? readSubnet(source.IPRange, 'ip-range', problems) : undefined;
  if (range && !contains(subnet, range)) problems.push(`no matching subnet for range ${source.IPRange}`);
  const readMember = (text: string, what: string): Address | undefined => {
    const address = parseAddress(text);
    if (!address) problems.push(`invalid ${what} ${text}: invalid address`);
    else if (!contains(subnet, address)) problems.push(`no matching subnet for ${what} ${text}`);
    return address;
  };
  const gateway = source.Gateway ? readMember(source.Gateway, 'gateway') : undefined;
  const auxiliary = Object.values(source.AuxiliaryAddresses ?? {}).flatMap(
    (text) => readMember(text, 'aux-address') ?? [],
  );
  return { range, gateway, auxiliary };
}

function usable(range: Subnet, subnet: Subnet): { first: bigint; last: bigint } {
  const first = firstAddress(range).value;
  const last = lastAddress(range).value;
  // Networks of one or two addresses (RFC 3021) have neither a name nor a broadcast address.
  if (widthOf(subnet.family) - subnet.prefix < 2) return { first, last };
  const isBroadcast = subnet.family === 4 && last === lastAddress(subnet).value;
  return {
    first: first === firstAddress(subnet).value ? first + 1n : first,
    last: isBroadcast ? last - 1n : last,
  };
}

function poolOf(wanted: Omit<Wanted, 'source'>, isConfigured: boolean): AddressPool {
  const range = wanted.range ?? wanted.subnet;
  const taken = new Set(wanted.auxiliary.map(({ value }) => value));
  const { first, last } = usable(range, wanted.subnet);
  const gateway =
    wanted.gateway ?? lowestFree(wanted.subnet.family, first, last, (value) => !taken.has(value));
  if (!gateway)
    throw new EngineError('invalid', "no available IPv4 addresses on this network's address pools");
  return { subnet: wanted.subnet, range, gateway, auxiliary: wanted.auxiliary, isConfigured };
}

/** The addresses of a new network; `seed` names the engine. Throws Docker's refusals. */
export function planAddresses(
  ipam: Ipam | null | undefined,
  families: { ipv4: boolean; ipv6: boolean },
  taken: TakenRanges,
  seed: string,
): AddressPlan {
  const wanted = readIpamConfig(ipam);
  const plan: AddressPlan = { pools: [], config: [] };
  for (const family of [4, 6] as const) {
    if (family === 4 ? !families.ipv4 : !families.ipv6) continue;
    const own = wanted.filter(({ subnet }) => subnet.family === family);
    for (const each of own) addConfigured(plan, each, taken);
    if (own.length === 0) addChosen(plan, family, taken, seed);
  }
  return plan;
}

function addConfigured(plan: AddressPlan, { subnet, ...wanted }: Wanted, taken: TakenRanges): void {
  const own = plan.pools.map((pool) => pool.subnet);
  const isTaken =
    [...taken.firm, ...own].some((other) => overlaps(other, subnet)) ||
    taken.routed.some((other) => other.prefix >= subnet.prefix && overlaps(other, subnet));
  if (isTaken)
    throw new EngineError(
      'forbidden',
      'invalid pool request: Pool overlaps with other one on this address space',
    );
  plan.pools.push(poolOf({ subnet, ...wanted }, true));
  plan.config.push(wanted.source);
}

function addChosen(plan: AddressPlan, family: 4 | 6, taken: TakenRanges, seed: string): void {
  const subnet = chooseSubnet(family, [...taken.firm, ...taken.routed], seed);
  if (!subnet) throw new EngineError('invalid', 'all predefined address pools have been fully subnetted');
  const pool = poolOf({ subnet, range: undefined, gateway: undefined, auxiliary: [] }, false);
  plan.pools.push(pool);
  plan.config.push({ Subnet: formatSubnet(subnet), Gateway: formatAddress(pool.gateway) });
}

/** The lowest free address of a pool; `undefined` when it is used up. */
export function nextAddress(pool: AddressPool, used: ReadonlySet<bigint>): Address | undefined {
  const reserved = new Set([pool.gateway.value, ...pool.auxiliary.map(({ value }) => value)]);
  const { first, last } = usable(pool.range, pool.subnet);
  return lowestFree(pool.subnet.family, first, last, (value) => !used.has(value) && !reserved.has(value));
}

/** Whether a container may ask for this address, besides its being free. */
export function isAssignable(pool: AddressPool, address: Address): boolean {
  const { first, last } = usable(pool.subnet, pool.subnet);
  return (
    contains(pool.subnet, address) &&
    address.value >= first &&
    address.value <= last &&
    address.value !== pool.gateway.value
  );
}
