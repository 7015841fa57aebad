import type {
  EndpointSettings,
  Filters,
  NetworkCreateRequest,
  NetworkCreateResponse,
  NetworkInspect,
  PruneResponse,
} from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import { Batcher } from './batcher.ts';
import { firewallNetwork, hasLink } from './bridges.ts';
import type { Networks, Sandbox, SandboxRequest } from './contract.ts';
import { isPredefined, matchesFilters, matchesPrune } from './filters.ts';
import type { Network } from './network.ts';
import { planNetwork } from './network-create.ts';
import type { NetworkRegistry } from './network-registry.ts';
import { hostNetworkFiles } from './sandbox.ts';
import { connectSandbox, disconnectSandbox, renameSandbox } from './sandbox-change.ts';
import { closeSandboxes } from './sandbox-close.ts';
import type { SandboxContext } from './sandbox-context.ts';
import { openSandboxes } from './sandbox-open.ts';
import { restoreSandboxes } from './sandbox-restore.ts';
import type { Turns } from './turns.ts';

/** The first of many containers shall start while the last still wait for their network. */
const OPENED_AT_ONCE = 8;
const CLOSED_AT_ONCE = 256;

type Users = (networkId: string) => { id: string; name: string }[];

/** The room: see its contract. All that changes the kernel goes one after the other, since it shares bridges and addresses. */
export class EngineNetworks implements Networks {
  readonly #context: SandboxContext;
  readonly #registry: NetworkRegistry;
  readonly #turns: Turns;
  readonly #opening: Batcher<SandboxRequest, Sandbox>;
  readonly #closing: Batcher<string, undefined>;
  #users: Users = () => [];

  constructor(context: SandboxContext, registry: NetworkRegistry, turns: Turns) {
    this.#context = context;
    this.#registry = registry;
    this.#turns = turns;
    this.#opening = new Batcher(
      (requests) => turns.take(() => openSandboxes(context, requests)),
      OPENED_AT_ONCE,
    );
    this.#closing = new Batcher((ids) => turns.take(() => closeSandboxes(context, ids)), CLOSED_AT_ONCE);
  }

  create(request: NetworkCreateRequest): Promise<NetworkCreateResponse> {
    return this.#turns.take(async () => {
      const record = planNetwork(request, this.#registry.creationContext());
      if (record.wire.Driver !== 'bridge' && !hasLink(this.#context.host, record.device))
        throw new EngineError('invalid', `invalid parent interface: ${record.device} does not exist`);
      const network = this.#registry.add(record);
      try {
        await this.#registry.bringUp(network);
      } catch (error) {
        await this.#registry.remove(network);
        throw error;
      }
      this.#emit('create', network);
      return { Id: network.id, Warning: '' };
    });
  }

  find(idOrName: string): NetworkInspect | undefined {
    return this.#registry.find(idOrName)?.inspect();
  }

  inspect(idOrName: string): NetworkInspect {
    return this.#registry.get(idOrName).inspect();
  }

  list(filters: Filters = {}): NetworkInspect[] {
    return this.#registry
      .all()
      .filter((network) => matchesFilters(network, filters, this.#isUsed(network)))
      .map((network) => network.inspect());
  }

  #isUsed(network: Network): boolean {
    return network.endpoints.size > 0 || this.#users(network.id).length > 0;
  }

  remove(idOrName: string): Promise<void> {
    return this.#turns.take(() => this.#remove(this.#registry.get(idOrName)));
  }

  async #remove(network: Network): Promise<void> {
    if (isPredefined(network.name))
      throw new EngineError('forbidden', `${network.name} is a pre-defined network and cannot be removed`);
    if (network.endpoints.size > 0) {
      const active = [...network.endpoints.values()].map(
        ({ containerName, id }) => `name:"${containerName}" id:"${id.slice(0, 12)}"`,
      );
      throw new EngineError(
        'forbidden',
        `error while removing network: network ${network.name} has active endpoints (${active.join(', ')})`,
      );
    }
    await this.#registry.remove(network);
    this.#emit('destroy', network);
  }

  prune(filters: Filters): Promise<PruneResponse> {
    return this.#turns.take(async () => {
      const unused = this.#registry
        .all()
        .filter(
          (network) =>
            !isPredefined(network.name) && matchesPrune(network, filters) && !this.#isUsed(network),
        );
      for (const network of unused) await this.#remove(network);
      this.#context.events.emit('network', 'prune', '', { reclaimed: '0' });
      return { NetworksDeleted: unused.map(({ name }) => name) };
    });
  }

  async openSandbox(request: SandboxRequest): Promise<Sandbox> {
    // Whatever a former life of the container left would be in the way.
    if (this.#context.states.has(request.containerId)) await this.closeSandbox(request.containerId);
    return this.#opening.add(request);
  }

  async closeSandbox(containerId: string): Promise<void> {
    await this.#closing.add(containerId);
  }

  connect(network: string, request: SandboxRequest, settings: EndpointSettings): Promise<Sandbox> {
    return this.#turns.take(() => {
      const target = this.#registry.get(network);
      const state = this.#context.states.get(request.containerId);
      if (!state) throw new EngineError('conflict', `container ${request.containerName} is not running`);
      return connectSandbox(this.#context, target, state, settings);
    });
  }

  /** With `force` a container that is not on the network is fine. */
  disconnect(network: string, containerId: string, force: boolean): Promise<Sandbox | undefined> {
    return this.#turns.take(async () => {
      const target = this.#registry.get(network);
      const state = this.#context.states.get(containerId);
      const endpoint = target.endpoints.get(containerId);
      if (state && endpoint) return disconnectSandbox(this.#context, state, endpoint);
      if (force) return undefined;
      throw new EngineError(
        'forbidden',
        `container ${containerId} is not connected to network ${target.name}`,
      );
    });
  }

  rename(containerId: string, name: string): Promise<void> {
    const state = this.#context.states.get(containerId);
    if (state) renameSandbox(state, name);
    return Promise.resolve();
  }

  hostFiles(request: SandboxRequest): Promise<{ hosts: string; resolvConf: string }> {
    return Promise.resolve(hostNetworkFiles(request));
  }

  restore(live: SandboxRequest[]): Promise<void> {
    return this.#turns.take(async () => {
      const present = this.#registry.findInKernel();
      await restoreSandboxes(this.#context, live);
      const targets = [...this.#context.states.values()].flatMap((state) => state.targets);
      if (present.length > 0) this.#context.firewall.restore(present.map(firewallNetwork), targets);
      for (const network of present) await this.#registry.settle(network);
    });
  }

  usedBy(source: Users): void {
    this.#users = source;
  }

  async close(): Promise<void> {
    await this.#turns.take(async () => {
      for (const state of this.#context.states.values()) {
        state.dns?.close();
        this.#context.ports.release(state.held);
      }
      await this.#context.firewall.close();
      this.#context.host.close();
      this.#context.slow.close();
    });
  }

  #emit(action: string, { id, name, driver }: Network): void {
    this.#context.events.emit('network', action, id, { name, type: driver });
  }
}
