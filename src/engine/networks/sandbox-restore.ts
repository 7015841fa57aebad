import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../shared/index.ts';
import type { SandboxRequest } from './contract.ts';
import { DnsServer } from './dns/server.ts';
import { namesOf } from './endpoints.ts';
import { removeLeftoverInterfaces } from './interfaces.ts';
import { leaveNamespace, openNamespace } from './namespaces.ts';
import { type Endpoint, parseMac } from './network.ts';
import { storedAddress } from './network-store.ts';
import { dnsSource, firewallTargets, hasNames, type SandboxState } from './sandbox.ts';
import { forgetNamespace, type SandboxContext, servePorts } from './sandbox-context.ts';
import { type StoredSandbox, storedPort } from './sandbox-store.ts';

/** Takes over the containers that a former engine left running, and removes what is left of the others. */
export async function restoreSandboxes(context: SandboxContext, live: SandboxRequest[]): Promise<void> {
  const requests = new Map(live.map((request) => [request.containerId, request]));
  const kept = new Set<string>();
  for (const stored of context.store.load()) {
    const request = requests.get(stored.containerId);
    const path = join(context.namespaces, stored.containerId);
    if (!request || !existsSync(path)) continue;
    const state = restoreState(context, request, stored, path);
    context.states.set(request.containerId, state);
    for (const { hostInterface } of state.endpoints) kept.add(hostInterface);
    serveAgain(context, state);
  }
  await removeLeftoverInterfaces(context.slow, context.tag, kept);
  const ids = [
    ...readdirSync(context.namespaces),
    ...context.store.load().map((stored) => stored.containerId),
  ];
  for (const id of new Set(ids))
    if (!context.states.has(id)) forgetNamespace(context, join(context.namespaces, id), id);
}

function restoreState(
  context: SandboxContext,
  request: SandboxRequest,
  stored: StoredSandbox,
  path: string,
): SandboxState {
  const endpoints = stored.endpoints.flatMap((each) => restoreEndpoint(context, request, each) ?? []);
  const held = stored.ports.map((port) => context.ports.retake(request, storedPort(port)));
  const state: SandboxState = { request, path, endpoints, held, targets: [], dns: undefined };
  for (const endpoint of endpoints) {
    for (const address of Object.values(endpoint.addresses)) endpoint.network.reserve(address);
    endpoint.network.add(endpoint);
  }
  return state;
}

/** `undefined` for a network whose record is gone. */
function restoreEndpoint(
  context: SandboxContext,
  request: SandboxRequest,
  stored: StoredSandbox['endpoints'][number],
): Endpoint | undefined {
  let network: Endpoint['network'];
  try {
    network = context.findNetwork(stored.networkId);
  } catch {
    return undefined;
  }
  const addresses: Endpoint['addresses'] = {};
  for (const address of stored.addresses.map(storedAddress)) addresses[address.family] = address;
  return {
    id: stored.id,
    network,
    containerId: request.containerId,
    containerName: request.containerName,
    settings: stored.settings,
    addresses,
    mac: parseMac(stored.mac) ?? Buffer.alloc(6),
    interfaceName: stored.interfaceName,
    hostInterface: stored.hostInterface,
    names: network.hasNames ? namesOf(request, stored.settings) : [],
  };
}

/** Names and proxies lived in the dead engine's process; the firewall's rules did not, but may be out of date. */
function serveAgain(context: SandboxContext, state: SandboxState): void {
  state.targets = firewallTargets(state);
  servePorts(context, state);
  if (!hasNames(state.endpoints)) return;
  try {
    const namespace = openNamespace({ path: state.path, hasDns: true });
    leaveNamespace(namespace);
    if (namespace.dns)
      state.dns = new DnsServer(
        { udp: namespace.dns.udp.fd, tcp: namespace.dns.tcp.fd },
        dnsSource(state, context.forwarder),
      );
  } catch (error) {
    process.stderr.write(`no names for container ${state.request.containerName}: ${messageOf(error)}\n`);
  }
}
