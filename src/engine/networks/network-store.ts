import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomicSync } from '../host/index.ts';
import {
  type Address,
  formatAddress,
  formatSubnet,
  parseAddress,
  parseSubnet,
  type Subnet,
} from './address.ts';
import type { AddressPool } from './ipam.ts';
import type { NetworkRecord } from './network.ts';

interface StoredPool {
  subnet: string;
  range: string;
  gateway: string;
  auxiliary: string[];
  isConfigured: boolean;
}

interface StoredNetwork extends Omit<NetworkRecord, 'pools'> {
  pools: StoredPool[];
}

/** The networks' records on disk: `<root>/networks/<id>.json`. */
export class NetworkStore {
  readonly #folder: string;

  constructor(root: string) {
    this.#folder = join(root, 'networks');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  load(): NetworkRecord[] {
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => {
        const stored = JSON.parse(readFileSync(join(this.#folder, name), 'utf8')) as StoredNetwork;
        return { ...stored, pools: stored.pools.map(readPool) };
      });
  }

  save(record: NetworkRecord): void {
    const stored: StoredNetwork = { ...record, pools: record.pools.map(writePool) };
    writeFileAtomicSync(this.#path(record.wire.Id), JSON.stringify(stored));
  }

  remove(id: string): void {
    rmSync(this.#path(id), { force: true });
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}

function writePool({ subnet, range, gateway, auxiliary, isConfigured }: AddressPool): StoredPool {
  return {
    subnet: formatSubnet(subnet),
    range: formatSubnet(range),
    gateway: formatAddress(gateway),
    auxiliary: auxiliary.map(formatAddress),
    isConfigured,
  };
}

function readPool(stored: StoredPool): AddressPool {
  return {
    subnet: storedSubnet(stored.subnet),
    range: storedSubnet(stored.range),
    gateway: storedAddress(stored.gateway),
    auxiliary: stored.auxiliary.map(storedAddress),
    isConfigured: stored.isConfigured,
  };
}

function storedSubnet(text: string): Subnet {
  const subnet = parseSubnet(text);
  if (!subnet) throw new Error(`a network's record has a bad subnet: ${text}`);
  return subnet;
}

/** An address that we wrote ourselves. */
export function storedAddress(text: string): Address {
  const address = parseAddress(text);
  if (!address) throw new Error(`a record has a bad address: ${text}`);
  return address;
}
