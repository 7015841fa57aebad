/**
 * networks: bridges, addresses, names, published ports: all that containers need to reach each other and to be reached.
 * It starts no container and knows none but by the requests that the containers room makes.
 * `openNetworks` opens the room.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Events } from '../events.ts';
import { NetlinkSocket, netlinkProtocol, warmThreadPool } from '../host/index.ts';
import type { EnginePaths } from '../paths.ts';
import type { Networks } from './contract.ts';
import { Forwarder } from './dns/forwarder.ts';
import { Firewall } from './firewall/firewall.ts';
import { NetworkRegistry } from './network-registry.ts';
import { NetworkStore } from './network-store.ts';
import { EngineNetworks } from './networks.ts';
import { PublishedPorts } from './ports/published-ports.ts';
import type { SandboxContext } from './sandbox-context.ts';
import { SandboxStore } from './sandbox-store.ts';
import { Turns } from './turns.ts';

export type * from './contract.ts';

/** Opens the room. Two engines with different paths do not touch each other. */
export async function openNetworks({
  paths,
  events,
}: {
  paths: EnginePaths;
  events: Events;
}): Promise<Networks> {
  await warmThreadPool();
  const namespaces = join(paths.run, 'netns');
  mkdirSync(namespaces, { recursive: true, mode: 0o700 });
  const host = new NetlinkSocket(netlinkProtocol.route);
  const slow = new NetlinkSocket(netlinkProtocol.route);
  const firewall = new Firewall(paths.run);
  const registry = new NetworkRegistry(new NetworkStore(paths.root), { host, slow, firewall }, paths.root);
  const context: SandboxContext = {
    namespaces,
    tag: createHash('sha256').update(paths.run).digest('hex'),
    host,
    slow,
    firewall,
    ports: new PublishedPorts(),
    forwarder: new Forwarder(),
    store: new SandboxStore(paths.run),
    events,
    states: new Map(),
    findNetwork: (idOrName) => registry.get(idOrName),
    bringUp: (network) => registry.bringUp(network),
    settle: (network) => registry.settle(network),
  };
  return new EngineNetworks(context, registry, new Turns());
}
