import { EngineError } from '../../shared/index.ts';
import type { NetlinkSocket } from '../host/index.ts';
import { overlaps } from './address.ts';
import { ensureBridge, firewallNetwork, hasLink, hostRanges, removeBridge } from './bridges.ts';
import type { Firewall } from './firewall/firewall.ts';
import { Network, type NetworkRecord } from './network.ts';
import { type CreationContext, completeDefaultBridge, predefinedNetwork } from './network-create.ts';
import type { NetworkStore } from './network-store.ts';

/** All networks, and which of them the kernel has at the moment. */
export class NetworkRegistry {
  readonly #store: NetworkStore;
  readonly #host: NetlinkSocket;
  readonly #slow: NetlinkSocket;
  readonly #firewall: Firewall;
  readonly #seed: string;
  readonly #byId = new Map<string, Network>();
  readonly #up = new Set<Network>();

  /** `slow` is for what the kernel takes long over; `seed` names the engine. */
  constructor(
    store: NetworkStore,
    { host, slow, firewall }: { host: NetlinkSocket; slow: NetlinkSocket; firewall: Firewall },
    seed: string,
  ) {
    this.#store = store;
    this.#host = host;
    this.#slow = slow;
    this.#firewall = firewall;
    this.#seed = seed;
    for (const record of store.load()) this.#byId.set(record.wire.Id, new Network(record));
    for (const name of ['bridge', 'host', 'none'] as const) {
      if (!this.all().some((network) => network.name === name)) this.add(predefinedNetwork(name));
    }
  }

  all(): Network[] {
    return [...this.#byId.values()];
  }

  creationContext(): CreationContext {
    return { networks: this.all(), ranges: hostRanges(this.#host), seed: this.#seed };
  }

  /** By id, name, or the beginning of one id only. */
  find(idOrName: string): Network | undefined {
    const exact = this.#byId.get(idOrName) ?? this.all().find(({ name }) => name === idOrName);
    if (exact || idOrName === '') return exact;
    if (idOrName === 'default') return this.find('bridge');
    const matching = this.all().filter(({ id }) => id.startsWith(idOrName));
    return matching.length === 1 ? matching[0] : undefined;
  }

  get(idOrName: string): Network {
    const network = this.find(idOrName);
    if (!network) throw new EngineError('not-found', `network ${idOrName} not found`);
    return network;
  }

  add(record: NetworkRecord): Network {
    const network = new Network(record);
    this.#store.save(record);
    this.#byId.set(network.id, network);
    return network;
  }

  /** Makes the network's bridge and lets the firewall know, if that is not done yet. */
  async bringUp(network: Network): Promise<void> {
    if (!network.hasBridge || (this.#up.has(network) && hasLink(this.#host, network.record.device))) return;
    if (network.isDefaultBridge) this.#refreshDefaultBridge(network);
    ensureBridge(this.#host, network);
    this.#up.add(network);
    await this.#firewall.addNetworks([firewallNetwork(network)]);
  }

  /** While it is down, somebody else may have taken its addresses. */
  #refreshDefaultBridge(network: Network): void {
    if (hasLink(this.#host, network.record.device)) return;
    const context = this.creationContext();
    const others = context.networks.filter((each) => each !== network);
    const taken = [...context.ranges.firm, ...context.ranges.routed];
    const [pool] = network.record.pools;
    if (pool && !taken.some((each) => overlaps(each, pool.subnet))) return;
    completeDefaultBridge(network, { ...context, networks: others });
    this.#store.save(network.record);
  }

  /** Takes the default bridge out of the kernel when its last container has gone: an engine without containers leaves nothing. */
  async settle(network: Network): Promise<void> {
    const isUnused = network.endpoints.size === 0 && network.usedAddresses(4).size === 0;
    if (network.isDefaultBridge && isUnused) await this.#takeDown(network);
  }

  async remove(network: Network): Promise<void> {
    await this.#takeDown(network);
    this.#store.remove(network.id);
    this.#byId.delete(network.id);
  }

  async #takeDown(network: Network): Promise<void> {
    if (!network.hasBridge) return;
    this.#up.delete(network);
    await removeBridge(this.#slow, network.record.device);
    await this.#firewall.removeNetworks([network.record.device]);
  }

  /** Notes which networks the kernel has from a former engine; those of which it has nothing come when they are used. */
  findInKernel(): Network[] {
    for (const network of this.all())
      if (network.hasBridge && hasLink(this.#host, network.record.device)) this.#up.add(network);
    return [...this.#up];
  }
}
