import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  deleteLink,
  linkIndex,
  listLinks,
  listPrefixes,
  type NetlinkSocket,
  newAddress,
  newBridge,
  readSysctl,
  SystemCallError,
  setLinkUp,
  writeSysctl,
} from '../host/index.ts';
import { addressBytes, addressFromBytes, lastAddress } from './address.ts';
import type { FirewallNetwork } from './firewall/ruleset.ts';
import type { TakenRanges } from './ipam.ts';
import type { Network } from './network.ts';

/** Makes a network's bridge with the gateway's addresses, or completes one that is there. */
export function ensureBridge(host: NetlinkSocket, network: Network): void {
  const name = network.record.device;
  const [error] = host.send([newBridge({ name, mac: bridgeMac(network.id), mtu: network.options.mtu })]);
  if (error && error.code !== 'EEXIST') throw error;
  const index = linkIndex(host, name);
  try {
    setParameters(network);
    for (const { subnet, gateway } of network.record.pools) {
      const broadcast = subnet.family === 4 ? addressBytes(lastAddress(subnet)) : undefined;
      host.request(newAddress(index, addressBytes(gateway), subnet.prefix, broadcast));
    }
    host.request(setLinkUp(index));
    if (!network.record.wire.Internal) allowForwarding(host, network);
  } catch (cause) {
    if (!error) host.send([deleteLink(name)]);
    throw cause;
  }
}

/** Fine when it is gone already. */
export async function removeBridge(slow: NetlinkSocket, name: string): Promise<void> {
  const [error] = await slow.sendInBackground([deleteLink(name)]);
  if (error && error.code !== 'ENODEV') throw error;
}

/** A bridge without an address of its own takes that of a port, and neighbours lose it when the port goes. */
function bridgeMac(networkId: string): Buffer {
  const hash = createHash('sha256').update(networkId).digest();
  return Buffer.concat([Buffer.from([0x02, 0x42]), hash.subarray(0, 4)]);
}

function setParameters(network: Network): void {
  const name = network.record.device;
  if (existsSync('/proc/sys/net/ipv6')) {
    writeSysctl(`net/ipv6/conf/${name}/disable_ipv6`, network.pool(6) ? '0' : '1');
    // Looking for duplicates of the bridge's own address would keep it dumb for a second.
    writeSysctl(`net/ipv6/conf/${name}/accept_dad`, '0');
  }
  // Connections from the host's loopback to published ports leave through the bridge; the firewall guards the other direction.
  writeSysctl(`net/ipv4/conf/${name}/route_localnet`, '1');
}

function allowForwarding(host: NetlinkSocket, network: Network): void {
  if (readSysctl('net.ipv4.ip_forward') !== '1') writeSysctl('net.ipv4.ip_forward', '1');
  if (network.pool(6) && readSysctl('net.ipv6.conf.all.forwarding') !== '1')
    allowIpv6Forwarding(host, network.record.device);
}

/** A router ignores other routers unless told not to: interfaces that got their route from one must keep it. */
function allowIpv6Forwarding(host: NetlinkSocket, bridge: string): void {
  for (const name of ['default', ...listLinks(host).keys()]) {
    const parameter = `net/ipv6/conf/${name}/accept_ra`;
    if (name !== bridge && name !== 'lo' && readSysctl(parameter) === '1') writeSysctl(parameter, '2');
  }
  writeSysctl('net.ipv6.conf.all.forwarding', '1');
}

/** Whether an interface of that name exists. */
export function hasLink(host: NetlinkSocket, name: string): boolean {
  try {
    return linkIndex(host, name) > 0;
  } catch (error) {
    if (error instanceof SystemCallError && error.code === 'ENODEV') return false;
    throw error;
  }
}

/** Ranges that this machine has or routes to. */
export function hostRanges(host: NetlinkSocket): TakenRanges {
  const taken: TakenRanges = { firm: [], routed: [] };
  for (const { address, prefix, isRemote } of listPrefixes(host))
    (isRemote ? taken.routed : taken.firm).push({ ...addressFromBytes(address), prefix });
  return taken;
}

export function firewallNetwork(network: Network): FirewallNetwork {
  const isInternal = network.record.wire.Internal;
  return {
    bridge: network.record.device,
    internal: isInternal,
    masquerade: network.options.masquerade && !isInternal,
  };
}
