import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEvents } from '../../src/engine/events.ts';
import { tableName } from '../../src/engine/networks/firewall/ruleset.ts';
import {
  type Networks,
  openNetworks,
  type Sandbox,
  type SandboxRequest,
} from '../../src/engine/networks/index.ts';
import type { EnginePaths } from '../../src/engine/paths.ts';
import { Probe } from './network-probes.ts';

/** A networks room with folders of its own, and what tests made in it. */
export class TestNetworks {
  readonly paths: EnginePaths;
  rooms: Networks;
  readonly #containers = new Set<string>();
  readonly #probes: Probe[] = [];

  private constructor(paths: EnginePaths, rooms: Networks) {
    this.paths = paths;
    this.rooms = rooms;
  }

  static async open(): Promise<TestNetworks> {
    const root = mkdtempSync(join(tmpdir(), 'tutti-networks-'));
    const paths = { root: join(root, 'root'), run: join(root, 'run') };
    const networks = new TestNetworks(paths, await openNetworks({ paths, events: createEvents() }));
    await networks.rooms.restore([]);
    return networks;
  }

  /** Another room over the same folders, as after a restart of the engine. */
  async reopen(live: SandboxRequest[]): Promise<void> {
    this.rooms = await openNetworks({ paths: this.paths, events: createEvents() });
    await this.rooms.restore(live);
  }

  async open(request: SandboxRequest): Promise<Sandbox> {
    this.#containers.add(request.containerId);
    return this.rooms.openSandbox(request);
  }

  /** A process where the container or machine is; on the host without one. */
  probe(place?: { netnsPath: string }): Probe {
    const probe = new Probe(place?.netnsPath);
    this.#probes.push(probe);
    return probe;
  }

  /** Interfaces and tables that the kernel has of this engine; `networkIds` are those whose bridges count. */
  traces(networkIds: string[]): string[] {
    const table = tableName(this.paths.run);
    const own = [
      table,
      table.toUpperCase(),
      `veth${table.slice('tutti-'.length, 'tutti-'.length + 4)}`,
      ...networkIds.map((id) => `br-${id.slice(0, 12)}`),
    ];
    const shown = [
      execFileSync('ip', ['-br', 'link']),
      execFileSync('nft', ['list', 'chains'], { stdio: ['ignore', 'pipe', 'ignore'] }),
    ];
    const lines = shown.flatMap((output) => output.toString().split('\n'));
    return lines.filter((line) => own.some((name) => line.includes(name)));
  }

  /** Takes everything away. */
  async dispose(): Promise<void> {
    await Promise.all(this.#probes.splice(0).map((probe) => probe.end()));
    await Promise.all([...this.#containers].map((id) => this.rooms.closeSandbox(id)));
    this.#containers.clear();
    await this.rooms.prune({});
    await this.rooms.close();
    rmSync(join(this.paths.root, '..'), { recursive: true, force: true });
  }
}

/** A request for a container on the networks named, with no more than a test needs to say. */
export function request(
  name: string,
  networks: SandboxRequest['endpoints'] | string,
  more: Partial<SandboxRequest> = {},
): SandboxRequest {
  const containerId = Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64);
  return {
    containerId,
    containerName: name,
    hostname: containerId.slice(0, 12),
    domainname: '',
    endpoints: typeof networks === 'string' ? { [networks]: {} } : networks,
    portBindings: {},
    exposedPorts: [],
    publishAll: false,
    dns: [],
    dnsSearch: [],
    dnsOptions: [],
    extraHosts: [],
    sysctls: {},
    ...more,
  };
}

/** The container's IPv4 address in its only, or the named, network. */
export function addressOf(sandbox: Sandbox, network?: string): string {
  const endpoint = network ? sandbox.endpoints[network] : Object.values(sandbox.endpoints)[0];
  return endpoint?.IPAddress ?? '';
}
