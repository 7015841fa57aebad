import { rmSync } from 'node:fs';
import type { Events } from '../events.ts';
import { type NetlinkSocket, removeNetworkNamespace } from '../host/index.ts';
import type { Forwarder } from './dns/forwarder.ts';
import type { Firewall } from './firewall/firewall.ts';
import { removeInterfaces } from './interfaces.ts';
import type { Endpoint, Network } from './network.ts';
import type { PublishedPorts } from './ports/published-ports.ts';
import { firewallTargets, publishedAddresses, type SandboxState } from './sandbox.ts';
import type { SandboxStore } from './sandbox-store.ts';

/** What all work on containers' networks needs. */
export interface SandboxContext {
  /** Folder of the namespaces. */
  namespaces: string;
  /** Tells this engine's interfaces from those of others. */
  tag: string;
  host: NetlinkSocket;
  /** For what the kernel takes long over. */
  slow: NetlinkSocket;
  firewall: Firewall;
  ports: PublishedPorts;
  forwarder: Forwarder;
  store: SandboxStore;
  events: Events;
  states: Map<string, SandboxState>;
  /** By id or name; throws `not-found`. */
  findNetwork(idOrName: string): Network;
  /** Makes what the network has in the kernel, if it is not there. */
  bringUp(network: Network): Promise<void>;
  /** Takes it away from a network that has it only while it is used. */
  settle(network: Network): Promise<void>;
}

export function emitEndpointEvent(
  { events }: SandboxContext,
  action: 'connect' | 'disconnect',
  { network, containerId }: Endpoint,
): void {
  events.emit('network', action, network.id, {
    container: containerId,
    name: network.name,
    type: network.driver,
  });
}

/** Starts the proxies of a container's ports, wherever its addresses will be. */
export function servePorts({ ports }: SandboxContext, state: SandboxState): void {
  ports.serve(state.held, (family) => {
    const addresses = publishedAddresses(state.endpoints);
    return addresses[family] ?? addresses[4] ?? addresses[6];
  });
}

/** Brings the firewall's translations in line with the container's endpoints. */
export async function republish({ firewall }: SandboxContext, state: SandboxState): Promise<void> {
  const former = state.targets;
  state.targets = firewallTargets(state);
  if (JSON.stringify(former.map(describe)) === JSON.stringify(state.targets.map(describe))) return;
  if (former.length > 0) await firewall.unpublish(former);
  if (state.targets.length > 0) await firewall.publish(state.targets);
}

function describe(target: SandboxState['targets'][number]): string {
  return `${target.protocol} ${target.hostAddress.value} ${target.hostPort} ${target.containerAddress.value}`;
}

/** Takes away all that the kernel and this process have of containers; their addresses are free afterwards. */
export async function dismantle(context: SandboxContext, states: SandboxState[]): Promise<void> {
  for (const state of states) {
    state.dns?.close();
    state.dns = undefined;
    context.ports.release(state.held);
    for (const endpoint of state.endpoints) endpoint.network.remove(endpoint);
  }
  const targets = states.flatMap((state) => state.targets);
  try {
    await removeInterfaces(
      context.slow,
      states.flatMap(({ endpoints }) => endpoints),
    );
  } finally {
    for (const { path, request } of states) {
      removeNetworkNamespace(path);
      context.store.remove(request.containerId);
    }
    if (targets.length > 0) await context.firewall.unpublish(targets);
  }
}

/** Removes a namespace of which nothing else is known. */
export function forgetNamespace(context: SandboxContext, path: string, containerId: string): void {
  removeNetworkNamespace(path);
  rmSync(path, { force: true });
  context.store.remove(containerId);
}
