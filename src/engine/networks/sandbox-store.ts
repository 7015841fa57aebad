import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EndpointSettings } from '../../engine-api/index.ts';
import { writeFileAtomicSync } from '../host/index.ts';
import { formatAddress } from './address.ts';
import type { TransportProtocol } from './firewall/elements.ts';
import { formatMac } from './network.ts';
import { storedAddress } from './network-store.ts';
import type { PublishedPort } from './ports/published-ports.ts';
import type { SandboxState } from './sandbox.ts';

interface StoredEndpoint {
  id: string;
  networkId: string;
  settings: EndpointSettings;
  addresses: string[];
  mac: string;
  interfaceName: string;
  hostInterface: string;
}

interface StoredPort {
  key: string;
  protocol: TransportProtocol;
  containerPort: number;
  hostAddress: string;
  hostPort: number;
}

/** What a later engine must know of a running container, besides what the container's own record says. */
export interface StoredSandbox {
  containerId: string;
  endpoints: StoredEndpoint[];
  ports: StoredPort[];
}

/** The running containers' records: `<run>/sandboxes/<id>.json`, gone with a reboot like what they describe. */
export class SandboxStore {
  readonly #folder: string;

  constructor(run: string) {
    this.#folder = join(run, 'sandboxes');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  load(): StoredSandbox[] {
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(this.#folder, name), 'utf8')) as StoredSandbox);
  }

  save(state: SandboxState): void {
    const stored: StoredSandbox = {
      containerId: state.request.containerId,
      endpoints: state.endpoints.map((endpoint) => ({
        id: endpoint.id,
        networkId: endpoint.network.id,
        settings: endpoint.settings,
        addresses: Object.values(endpoint.addresses).map(formatAddress),
        mac: formatMac(endpoint.mac),
        interfaceName: endpoint.interfaceName,
        hostInterface: endpoint.hostInterface,
      })),
      ports: state.held.map(({ key, protocol, containerPort, hostAddress, hostPort }) => ({
        key,
        protocol,
        containerPort,
        hostAddress: formatAddress(hostAddress),
        hostPort,
      })),
    };
    writeFileAtomicSync(this.#path(stored.containerId), JSON.stringify(stored));
  }

  remove(containerId: string): void {
    rmSync(this.#path(containerId), { force: true });
  }

  #path(containerId: string): string {
    return join(this.#folder, `${containerId}.json`);
  }
}

export function storedPort(stored: StoredPort): PublishedPort {
  return { ...stored, hostAddress: storedAddress(stored.hostAddress) };
}
