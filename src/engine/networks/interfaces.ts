import { randomBytes, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  deleteDefaultRoute,
  deleteLink,
  deleteLinkGroup,
  insideEachNetworkNamespace,
  linkIndex,
  listLinks,
  type NetlinkRequest,
  type NetlinkSocket,
  newAddress,
  newChildLink,
  newDefaultRoute,
  newVeth,
  readSysctl,
  type SystemCallError,
  setLinkGroup,
  setLinkUp,
  setPortFlags,
  writeSysctl,
} from '../host/index.ts';
import { addressBytes, lastAddress } from './address.ts';
import { gatewayEndpoint, gatewayOf, hasInterface } from './endpoints.ts';
import type { OpenNamespace } from './namespaces.ts';
import type { Endpoint } from './network.ts';

/** One interface to be made. */
export interface Attachment {
  namespace: OpenNamespace;
  endpoint: Endpoint;
  /** Parameters to be set in the namespace once the interface is there, `net.ipv4.…`. */
  sysctls: Record<string, string>;
  /** Whether ports of the host lead here. */
  publishes: boolean;
}

const MACVLAN_MODES: Record<string, number> = { private: 1, vepa: 2, bridge: 4, passthru: 8 };
const IPVLAN_MODES: Record<string, number> = { l2: 0, l3: 1, l3s: 2 };
const hasIpv6 = existsSync('/proc/sys/net/ipv6');

/** Names of our ends of the pairs; `tag` tells whose they are, so that a later engine finds what an earlier one left. */
export function newHostInterface(tag: string): string {
  return `${hostInterfacePrefix(tag)}${randomBytes(4).toString('hex').slice(0, 7)}`;
}

export function hostInterfacePrefix(tag: string): string {
  return `veth${tag.slice(0, 4)}`;
}

/**
 * Makes interfaces inside namespaces and gives them their addresses; all of them in few messages. For each the error, if any:
 * of such a one nothing is left in the host's namespace.
 */
export function attachInterfaces(host: NetlinkSocket, attachments: Attachment[]): (Error | undefined)[] {
  const masters = new Map<string, number>();
  const errors: (Error | undefined)[] = host.send(
    attachments.map((attachment) => creation(host, attachment, masters)),
  );
  const parameters = insideEachNetworkNamespace(
    attachments.map(({ namespace }) => namespace.fd),
    (index) => {
      if (errors[index] === undefined) setParameters(attachments[index] as Attachment);
    },
  );
  for (const [index, attachment] of attachments.entries()) {
    errors[index] ??= parameters[index];
    errors[index] ??= attempt(() => configure(host, attachment));
    if (errors[index] && attachment.endpoint.hostInterface)
      host.send([deleteLink(attachment.endpoint.hostInterface)]);
  }
  return errors;
}

function attempt(work: () => void): Error | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function creation(
  host: NetlinkSocket,
  { endpoint, namespace }: Attachment,
  masters: Map<string, number>,
): NetlinkRequest {
  const { network, mac, interfaceName } = endpoint;
  const { device } = network.record;
  const parent = masters.get(device) ?? linkIndex(host, device);
  masters.set(device, parent);
  const { mtu, mode } = network.options;
  if (network.driver === 'bridge')
    return newVeth({
      name: endpoint.hostInterface,
      master: parent,
      mtu,
      peer: { name: interfaceName, mac, namespaceFd: namespace.fd },
    });
  const common = { name: interfaceName, parent, namespaceFd: namespace.fd };
  return network.driver === 'macvlan'
    ? newChildLink({ ...common, kind: 'macvlan', mode: MACVLAN_MODES[mode ?? 'bridge'] ?? 4, mac })
    : newChildLink({ ...common, kind: 'ipvlan', mode: IPVLAN_MODES[mode ?? 'l2'] ?? 0 });
}

/** Before the interface is up, lest it begins to speak IPv6 on a network that has none. */
function setParameters({ endpoint, sysctls }: Attachment): void {
  const name = endpoint.interfaceName;
  if (hasIpv6) {
    writeSysctl(`net/ipv6/conf/${name}/disable_ipv6`, endpoint.addresses[6] ? '0' : '1');
    // Looking for duplicates of the link's own address would keep the interface dumb for a second.
    if (endpoint.addresses[6]) writeSysctl(`net/ipv6/conf/${name}/accept_dad`, '0');
  }
  // Others may remember the address under its last holder's hardware address.
  if (endpoint.settings.MacAddress) writeSysctl(`net/ipv4/conf/${name}/arp_notify`, '1');
  for (const [key, value] of Object.entries({ ...sysctls, ...endpointSysctls(endpoint) }))
    if (key.startsWith('net.')) writeSysctl(key, value);
}

/** `com.docker.network.endpoint.sysctls`: comma-separated, with `IFNAME` for the interface. */
function endpointSysctls({ settings, interfaceName }: Endpoint): Record<string, string> {
  const text = settings.DriverOpts?.['com.docker.network.endpoint.sysctls'];
  if (!text) return {};
  return Object.fromEntries(
    text.split(',').map((entry) => {
      const [key = '', value = ''] = entry.split('=');
      return [key.trim().replaceAll('IFNAME', interfaceName), value.trim()];
    }),
  );
}

function configure(host: NetlinkSocket, { endpoint, namespace, publishes }: Attachment): void {
  const index = linkIndex(namespace.route, endpoint.interfaceName);
  const requests: NetlinkRequest[] = [];
  for (const family of [4, 6] as const) {
    const address = endpoint.addresses[family];
    const pool = endpoint.network.pool(family);
    if (!address || !pool) continue;
    const broadcast = family === 4 ? addressBytes(lastAddress(pool.subnet)) : undefined;
    requests.push(newAddress(index, addressBytes(address), pool.subnet.prefix, broadcast));
  }
  namespace.route.request(...requests, setLinkUp(index));
  configurePort(host, endpoint, publishes);
}

function configurePort(host: NetlinkSocket, { network, hostInterface }: Endpoint, publishes: boolean): void {
  if (network.driver !== 'bridge') return;
  const isolated = !network.options.interContainer;
  const hairpin = publishes && firewallSeesBridges();
  if (isolated || hairpin) host.request(setPortFlags(linkIndex(host, hostInterface), { isolated, hairpin }));
}

/**
 * With the kernel's br_netfilter, frames between containers are translated while they are still in the bridge, and one that a
 * container sends to its own published port has to leave the bridge where it came in.
 */
function firewallSeesBridges(): boolean {
  try {
    return readSysctl('net.bridge.bridge-nf-call-iptables') === '1';
  } catch {
    return false;
  }
}

/** Gives the namespace its way out, or takes it, after its endpoints have changed. */
export function setDefaultRoutes(namespace: OpenNamespace, endpoints: Endpoint[]): void {
  for (const family of [4, 6] as const) {
    const endpoint = gatewayEndpoint(endpoints, family);
    const gateway = endpoint && gatewayOf(endpoint, family);
    if (!endpoint || !gateway) {
      // With none there is nothing to delete.
      namespace.route.send([deleteDefaultRoute(family)]);
      continue;
    }
    const index = linkIndex(namespace.route, endpoint.interfaceName);
    const isLayer3 = endpoint.network.driver === 'ipvlan' && endpoint.network.options.mode?.startsWith('l3');
    namespace.route.request(newDefaultRoute(index, family, isLayer3 ? undefined : addressBytes(gateway)));
  }
}

/** Removes our ends, and with them the pairs, in one go. Those that are gone already are fine. */
export function removeInterfaces(slow: NetlinkSocket, endpoints: Endpoint[]): Promise<void> {
  return removeHostInterfaces(
    slow,
    endpoints.flatMap(({ hostInterface }) => hostInterface || []),
  );
}

async function removeHostInterfaces(slow: NetlinkSocket, names: string[]): Promise<void> {
  if (names.length === 0) return;
  if (names.length === 1) {
    throwUnlessGone(await slow.sendInBackground([deleteLink(names[0] as string)]));
    return;
  }
  // A group of its own for each time: nobody else's interfaces are in it.
  const group = randomInt(0x10000, 0x7fffffff);
  throwUnlessGone(slow.send(names.map((name) => setLinkGroup(name, group))));
  throwUnlessGone(await slow.sendInBackground([deleteLinkGroup(group)]));
}

function throwUnlessGone(errors: (SystemCallError | undefined)[]): void {
  const error = errors.find((each) => each && each.code !== 'ENODEV');
  if (error) throw error;
}

/** Removes an interface from inside its namespace, for kinds that have no end outside. */
export function removeInnerInterface(namespace: OpenNamespace, endpoint: Endpoint): void {
  if (hasInterface(endpoint)) throwUnlessGone(namespace.route.send([deleteLink(endpoint.interfaceName)]));
}

/** Our ends of pairs that belong to nobody any more. */
export async function removeLeftoverInterfaces(
  slow: NetlinkSocket,
  tag: string,
  known: Set<string>,
): Promise<void> {
  const prefix = hostInterfacePrefix(tag);
  await removeHostInterfaces(
    slow,
    [...listLinks(slow).keys()].filter((name) => name.startsWith(prefix) && !known.has(name)),
  );
}
