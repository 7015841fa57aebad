import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { ContainerConfig } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { Sandbox, SandboxRequest } from '../networks/contract.ts';
import type { Container } from './container.ts';
import { isRunning } from './record.ts';
import type { Room } from './room.ts';

/** What the networks room needs to know of a container. */
export function sandboxRequest(container: Container): SandboxRequest {
  const { config, hostConfig, networks } = container.record;
  const composeProject = config.Labels?.['com.docker.compose.project'];
  return {
    containerId: container.id,
    containerName: container.name,
    ...(composeProject ? { composeProject } : {}),
    hostname: config.Hostname ?? '',
    domainname: config.Domainname ?? '',
    endpoints: networks,
    portBindings: hostConfig.PortBindings ?? {},
    exposedPorts: Object.keys(config.ExposedPorts ?? {}),
    publishAll: hostConfig.PublishAllPorts ?? false,
    dns: hostConfig.Dns ?? [],
    dnsSearch: hostConfig.DnsSearch ?? [],
    dnsOptions: hostConfig.DnsOptions ?? [],
    extraHosts: hostConfig.ExtraHosts ?? [],
    sysctls: Object.fromEntries(
      Object.entries(hostConfig.Sysctls ?? {}).filter(([name]) => name.startsWith('net.')),
    ),
  };
}

export interface NetworkPart {
  /** Undefined for the host's own. */
  netnsPath: string | undefined;
  /** Files of the host by their place in the container. */
  files: Record<string, string>;
}

/** Gives a container its network, its names and its /etc files. */
export async function openNetwork(room: Room, container: Container): Promise<NetworkPart> {
  const mode = container.record.hostConfig.NetworkMode ?? 'bridge';
  const other = /^container:(.+)$/.exec(mode)?.[1];
  if (other !== undefined) return joinNetwork(room, container, other);
  if (mode === 'host') {
    takeHostname(container, { Hostname: hostname() });
    const files = await room.networks.hostFiles(sandboxRequest(container));
    return { netnsPath: undefined, files: writeFiles(container, files.hosts, files.resolvConf) };
  }
  const sandbox = await room.networks.openSandbox(sandboxRequest(container));
  takeSandbox(container, sandbox);
  return { netnsPath: sandbox.netnsPath, files: writeFiles(container, sandbox.hosts, sandbox.resolvConf) };
}

/** Remembers addresses and ports for inspect, list and a restart of the engine. */
export function takeSandbox(container: Container, sandbox: Sandbox): void {
  container.state.endpoints = sandbox.endpoints;
  container.state.ports = sandbox.ports;
  container.state.sandboxId = sandbox.id;
  container.state.sandboxKey = sandbox.netnsPath;
}

/** In place, since the files are mounted one by one. */
export function writeFiles(container: Container, hosts: string, resolvConf: string): Record<string, string> {
  const { Hostname = '', Domainname } = container.record.config;
  const contents: Record<string, string> = {
    hostname: `${Domainname ? `${Hostname}.${Domainname}` : Hostname}\n`,
    hosts,
    'resolv.conf': resolvConf,
  };
  for (const [name, content] of Object.entries(contents)) {
    writeFileSync(join(container.folder, name), content, { mode: 0o644 });
  }
  return etcFiles(container);
}

/** Who has no name of its own is called as whoever made its network namespace. */
function takeHostname(container: Container, { Hostname = '', Domainname = '' }: ContainerConfig): void {
  const { config } = container.record;
  if (config.Hostname) return;
  Object.assign(config, { Hostname, Domainname });
  container.saveRecord();
}

function etcFiles(container: Container): Record<string, string> {
  const names = ['hostname', 'hosts', 'resolv.conf'];
  return Object.fromEntries(names.map((name) => [`/etc/${name}`, join(container.folder, name)]));
}

function joinNetwork(room: Room, container: Container, otherId: string): NetworkPart {
  const other = room.store.find(otherId);
  if (!other) throw new EngineError('not-found', `No such container: ${otherId}`);
  if (!isRunning(other.state)) {
    throw new EngineError('conflict', `cannot join network of a non running container: ${other.id}`);
  }
  takeHostname(container, other.record.config);
  container.state.sandboxKey = other.state.sandboxKey;
  return { netnsPath: `/proc/${other.state.pid}/ns/net`, files: etcFiles(other) };
}
