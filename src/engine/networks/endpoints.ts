import { randomBytes } from 'node:crypto';
import type { EndpointSettings } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import { type Address, addressBytes, contains, formatAddress, parseAddress } from './address.ts';
import type { SandboxRequest } from './contract.ts';
import { isAssignable, nextAddress } from './ipam.ts';
import { type Endpoint, formatMac, type Network, parseMac } from './network.ts';

const SHORT_ID_LENGTH = 12;

/** A new place for a container in a network, its addresses reserved. Throws Docker's refusals; then nothing is reserved. */
export function planEndpoint(
  network: Network,
  request: SandboxRequest,
  settings: EndpointSettings,
  hostInterface: string,
): Endpoint {
  checkKind(network);
  const wanted = { 4: requested(network, settings, 4), 6: requested(network, settings, 6) };
  const mac = settings.MacAddress ? parseMac(settings.MacAddress) : undefined;
  if (settings.MacAddress && !mac)
    throw new EngineError('invalid', `${settings.MacAddress} is not a valid mac address`);
  const addresses: Endpoint['addresses'] = {};
  for (const family of [4, 6] as const) {
    const address = wanted[family] ?? choose(network, family);
    if (address) addresses[family] = address;
  }
  for (const address of Object.values(addresses)) network.reserve(address);
  return {
    id: randomBytes(32).toString('hex'),
    network,
    containerId: request.containerId,
    containerName: request.containerName,
    settings,
    addresses,
    mac: mac ?? defaultMac(addresses),
    interfaceName: '',
    hostInterface: network.driver === 'bridge' ? hostInterface : '',
    names: network.hasNames ? namesOf(request, settings) : [],
  };
}

function checkKind(network: Network): void {
  if (network.driver === 'host')
    throw new EngineError(
      'invalid',
      'cannot connect container to host network - container must be created in host network mode',
    );
  if (network.record.wire.ConfigOnly)
    throw new EngineError(
      'invalid',
      `cannot connect container to network ${network.name}: it is for configuration only`,
    );
}

/** Whether an address was asked for, so that it has to be given out before others take it. */
export function asksForAddress(settings: EndpointSettings): boolean {
  return Boolean(settings.IPAMConfig?.IPv4Address ?? settings.IPAMConfig?.IPv6Address);
}

function requested(network: Network, settings: EndpointSettings, family: 4 | 6): Address | undefined {
  const text = family === 4 ? settings.IPAMConfig?.IPv4Address : settings.IPAMConfig?.IPv6Address;
  if (!text) return undefined;
  const refuse = (reason: string): EngineError =>
    new EngineError(
      'invalid',
      `invalid config for network ${network.name}: invalid endpoint settings:\n${reason}`,
    );
  const address = parseAddress(text);
  if (address?.family !== family) throw refuse(`invalid IPv${family} address: ${text}`);
  const pool = network.pool(family);
  if (!network.record.pools.some(({ isConfigured }) => isConfigured))
    throw refuse(
      'user specified IP address is supported only when connecting to networks with user configured subnets',
    );
  if (!pool || !contains(pool.subnet, address))
    throw refuse(`no configured subnet or ip-range contain the IP address ${text}`);
  if (!isAssignable(pool, address) || network.usedAddresses(family).has(address.value))
    throw new EngineError(
      'forbidden',
      `Address already in use: ${formatAddress(address)}${holder(network, address)}`,
    );
  return address;
}

function holder(network: Network, address: Address): string {
  const found = [...network.endpoints.values()].find(
    (endpoint) => endpoint.addresses[address.family]?.value === address.value,
  );
  return found ? ` by container ${found.containerName}` : '';
}

function choose(network: Network, family: 4 | 6): Address | undefined {
  const pool = network.pool(family);
  if (!pool) return undefined;
  const address = nextAddress(pool, network.usedAddresses(family));
  if (!address)
    throw new EngineError(
      'system',
      `no available IPv${family} addresses on this network's address pools: ${network.name} (${network.id})`,
    );
  return address;
}

/** Made of the address, so that who remembers the address's last holder (ARP) finds the next one under it. */
function defaultMac(addresses: Endpoint['addresses']): Buffer {
  const ipv4 = addresses[4];
  const tail = ipv4 ? addressBytes(ipv4) : randomBytes(4);
  return Buffer.concat([Buffer.from([0x02, 0x42]), tail]);
}

/** All names under which others find the container, the most telling first. */
export function namesOf(request: SandboxRequest, settings: EndpointSettings): string[] {
  const shortId = request.containerId.slice(0, SHORT_ID_LENGTH);
  const names = [request.containerName, ...(settings.Aliases ?? []), shortId, request.hostname];
  return [...new Set(names.filter(Boolean))];
}

/** Names for the interfaces inside that are not taken: `eth0`, `eth1`, … in order. */
export function nameInterfaces(endpoints: Endpoint[]): void {
  const taken = new Set(endpoints.map(({ interfaceName }) => interfaceName));
  for (const endpoint of endpoints) {
    if (endpoint.interfaceName !== '' || !hasInterface(endpoint)) continue;
    endpoint.interfaceName =
      endpoint.settings.DriverOpts?.['com.docker.network.endpoint.ifname'] ?? nextName(endpoint, taken);
    taken.add(endpoint.interfaceName);
  }
}

function nextName(endpoint: Endpoint, taken: Set<string>): string {
  let number = 0;
  while (taken.has(`${endpoint.network.options.interfacePrefix}${number}`)) number += 1;
  return `${endpoint.network.options.interfacePrefix}${number}`;
}

export function hasInterface(endpoint: Endpoint): boolean {
  return endpoint.network.driver !== 'null' && endpoint.network.driver !== 'host';
}

/** Where a packet leaves the network; `undefined` for internal networks. */
export function gatewayOf(endpoint: Endpoint, family: 4 | 6): Address | undefined {
  if (endpoint.network.record.wire.Internal || !endpoint.addresses[family]) return undefined;
  return endpoint.network.pool(family)?.gateway;
}

/** The endpoint that has the default route: the highest priority, then the first by the network's name. */
export function gatewayEndpoint(endpoints: Endpoint[], family: 4 | 6): Endpoint | undefined {
  return endpoints
    .filter((endpoint) => gatewayOf(endpoint, family) !== undefined)
    .sort(
      (a, b) =>
        (b.settings.GwPriority ?? 0) - (a.settings.GwPriority ?? 0) ||
        (a.network.name < b.network.name ? -1 : 1),
    )[0];
}

/** As `inspect` shows it. */
export function describeEndpoint(endpoint: Endpoint): EndpointSettings {
  const { settings, network, addresses } = endpoint;
  const gateway = (family: 4 | 6): string => {
    const address = gatewayOf(endpoint, family);
    return address ? formatAddress(address) : '';
  };
  return {
    IPAMConfig: settings.IPAMConfig ?? null,
    Links: settings.Links ?? null,
    Aliases: settings.Aliases ?? null,
    DriverOpts: settings.DriverOpts ?? null,
    GwPriority: settings.GwPriority ?? 0,
    MacAddress: hasInterface(endpoint) ? formatMac(endpoint.mac) : '',
    NetworkID: network.id,
    EndpointID: endpoint.id,
    Gateway: gateway(4),
    IPAddress: addresses[4] ? formatAddress(addresses[4]) : '',
    IPPrefixLen: addresses[4] ? (network.pool(4)?.subnet.prefix ?? 0) : 0,
    IPv6Gateway: gateway(6),
    GlobalIPv6Address: addresses[6] ? formatAddress(addresses[6]) : '',
    GlobalIPv6PrefixLen: addresses[6] ? (network.pool(6)?.subnet.prefix ?? 0) : 0,
    DNSNames: network.hasNames ? endpoint.names : null,
  };
}
