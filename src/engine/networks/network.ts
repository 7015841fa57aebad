import type { EndpointSettings, NetworkContainer, NetworkInspect } from '../../engine-api/index.ts';
import { type Address, formatAddress } from './address.ts';
import { type DriverOptions, readDriverOptions } from './driver-options.ts';
import type { AddressPool } from './ipam.ts';

/** What is kept on disk of a network. */
export interface NetworkRecord {
  /** As clients see it, but for the containers. */
  wire: Omit<NetworkInspect, 'Containers'>;
  /** The bridge, or the interface below a macvlan or ipvlan; empty for networks without one. */
  device: string;
  pools: AddressPool[];
}

/** A container's place in a network. */
export interface Endpoint {
  id: string;
  network: Network;
  containerId: string;
  containerName: string;
  /** As it was asked for. */
  settings: EndpointSettings;
  addresses: { 4?: Address; 6?: Address };
  mac: Buffer;
  /** Inside; empty for networks without interfaces. */
  interfaceName: string;
  /** Our end of the pair; empty for other kinds. */
  hostInterface: string;
  /** All names that others of the network may use. */
  names: string[];
}

/** A network while the engine runs: its record, who is on it, and under which names. */
export class Network {
  readonly record: NetworkRecord;
  readonly options: DriverOptions;
  readonly endpoints: Map<string, Endpoint> = new Map();
  readonly #names = new Map<string, Set<Endpoint>>();
  readonly #used: Record<4 | 6, Set<bigint>> = { 4: new Set(), 6: new Set() };

  constructor(record: NetworkRecord) {
    this.record = record;
    this.options = readDriverOptions(record.wire.Options);
  }

  get id(): string {
    return this.record.wire.Id;
  }

  get name(): string {
    return this.record.wire.Name;
  }

  get driver(): string {
    return this.record.wire.Driver;
  }

  /** Docker's `bridge` network: no names, the host's resolv.conf. */
  get isDefaultBridge(): boolean {
    return this.name === 'bridge';
  }

  get hasBridge(): boolean {
    return this.driver === 'bridge' && this.record.device !== '';
  }

  /** Whether names are resolved here. */
  get hasNames(): boolean {
    return !this.isDefaultBridge && this.driver !== 'null' && this.driver !== 'host';
  }

  pool(family: 4 | 6): AddressPool | undefined {
    return this.record.pools.find(({ subnet }) => subnet.family === family);
  }

  usedAddresses(family: 4 | 6): ReadonlySet<bigint> {
    return this.#used[family];
  }

  reserve(address: Address): void {
    this.#used[address.family].add(address.value);
  }

  release(address: Address): void {
    this.#used[address.family].delete(address.value);
  }

  /** Makes an endpoint known by its names. Its addresses are reserved already. */
  add(endpoint: Endpoint): void {
    this.endpoints.set(endpoint.containerId, endpoint);
    for (const name of endpoint.names.map((each) => each.toLowerCase())) {
      const holders = this.#names.get(name) ?? new Set();
      this.#names.set(name, holders.add(endpoint));
    }
  }

  /** Forgets an endpoint and frees its addresses. */
  remove(endpoint: Endpoint): void {
    this.#forget(endpoint);
    for (const address of Object.values<Address>(endpoint.addresses)) this.release(address);
  }

  /** Gives an endpoint other names. */
  rename(endpoint: Endpoint, containerName: string, names: string[]): void {
    this.#forget(endpoint);
    endpoint.containerName = containerName;
    endpoint.names = names;
    this.add(endpoint);
  }

  #forget(endpoint: Endpoint): void {
    this.endpoints.delete(endpoint.containerId);
    for (const name of endpoint.names.map((each) => each.toLowerCase())) {
      const holders = this.#names.get(name);
      holders?.delete(endpoint);
      if (holders?.size === 0) this.#names.delete(name);
    }
  }

  /** Who has this name, in lower case. */
  named(name: string): Endpoint[] {
    return [...(this.#names.get(name) ?? [])];
  }

  inspect(): NetworkInspect {
    return {
      ...structuredClone(this.record.wire),
      Containers: Object.fromEntries(
        [...this.endpoints.values()].map((endpoint) => [endpoint.containerId, this.#describe(endpoint)]),
      ),
    };
  }

  #describe(endpoint: Endpoint): NetworkContainer {
    const withPrefix = (family: 4 | 6): string => {
      const address = endpoint.addresses[family];
      return address ? `${formatAddress(address)}/${this.pool(family)?.subnet.prefix ?? 0}` : '';
    };
    return {
      Name: endpoint.containerName,
      EndpointID: endpoint.id,
      MacAddress: formatMac(endpoint.mac),
      IPv4Address: withPrefix(4),
      IPv6Address: withPrefix(6),
    };
  }
}

export function formatMac(mac: Uint8Array): string {
  return [...mac].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** Reads `02:42:ac:11:00:02`; `undefined` when it is none. */
export function parseMac(text: string): Buffer | undefined {
  return /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text)
    ? Buffer.from(text.replaceAll(/[:-]/g, ''), 'hex')
    : undefined;
}
