import { readFileSync } from 'node:fs';
import type { Address } from './address.ts';
import { formatAddress, parseAddress } from './address.ts';
import type { Sandbox, SandboxRequest } from './contract.ts';
import type { Forwarder } from './dns/forwarder.ts';
import { resolveName } from './dns/names.ts';
import type { DnsServer, DnsSource } from './dns/server.ts';
import type { Upstream } from './dns/upstream.ts';
import { describeEndpoint, gatewayEndpoint, gatewayOf } from './endpoints.ts';
import type { PublishedTarget } from './firewall/elements.ts';
import { hostsFile } from './hosts-file.ts';
import type { Endpoint } from './network.ts';
import type { HeldPort } from './ports/published-ports.ts';
import {
  embeddedResolvConf,
  forwardServers,
  hostResolvConf,
  isLoopback,
  parseResolvConf,
  plainResolvConf,
  type ResolvConf,
  type ResolvOverrides,
} from './resolv-conf.ts';

/** A container's part of the network while it runs. */
export interface SandboxState {
  request: SandboxRequest;
  /** Of its namespace. */
  path: string;
  /** In order of connection. */
  endpoints: Endpoint[];
  held: HeldPort[];
  /** What the firewall has been told to translate. */
  targets: PublishedTarget[];
  dns: DnsServer | undefined;
}

const families = [4, 6] as const;
const DNS_PORT = 53;

export function hasNames(endpoints: Endpoint[]): boolean {
  return endpoints.some(({ network }) => network.hasNames);
}

/** The host's configuration; the one behind systemd's local resolver where a container could not reach that. */
function readHostResolvConf(forContainer: boolean): ResolvConf {
  const host = parseResolvConf(readOrEmpty('/etc/resolv.conf'));
  if (!forContainer || !host.nameservers.every(isLoopback)) return host;
  const behind = parseResolvConf(readOrEmpty('/run/systemd/resolve/resolv.conf'));
  return behind.nameservers.length > 0 ? behind : host;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function overridesOf({ dns, dnsSearch, dnsOptions }: SandboxRequest): ResolvOverrides {
  return { nameservers: dns, search: dnsSearch, options: dnsOptions };
}

/** Hosts and resolv.conf of a container in the host's own namespace. */
export function hostNetworkFiles(request: SandboxRequest): { hosts: string; resolvConf: string } {
  const loopback = parseAddress('127.0.0.1') as Address;
  return {
    hosts: hostsFile({ ...request, addresses: [], hostGateways: [loopback] }),
    resolvConf: hostResolvConf(readHostResolvConf(false), overridesOf(request)),
  };
}

/** What a container is told of its network. */
export function describeSandbox(state: SandboxState): Sandbox {
  const { request, endpoints } = state;
  const overrides = overridesOf(request);
  return {
    id: request.containerId,
    netnsPath: state.path,
    endpoints: Object.fromEntries(
      endpoints.map((endpoint) => [endpoint.network.name, describeEndpoint(endpoint)]),
    ),
    ports: describePorts(state),
    hosts: hostsFile({
      ...request,
      addresses: endpoints.flatMap(({ addresses }) => families.flatMap((family) => addresses[family] ?? [])),
      hostGateways: hostGateways(endpoints),
    }),
    resolvConf: hasNames(endpoints)
      ? embeddedResolvConf(readHostResolvConf(false), overrides)
      : plainResolvConf(readHostResolvConf(true), overrides),
  };
}

/** Addresses of the host that the container can reach: those of its bridge, also of one without a way out. */
function hostGateways(endpoints: Endpoint[]): Address[] {
  return families.flatMap((family) => {
    const endpoint =
      gatewayEndpoint(endpoints, family) ??
      endpoints.find(({ addresses }) => addresses[family] !== undefined);
    return endpoint?.network.pool(family)?.gateway ?? [];
  });
}

function describePorts({ request, held, endpoints }: SandboxState): Sandbox['ports'] {
  const ports: Sandbox['ports'] = {};
  if (publishingEndpoint(endpoints, 4) ?? publishingEndpoint(endpoints, 6))
    for (const key of request.exposedPorts) ports[key] = null;
  for (const { key, hostAddress, hostPort } of held)
    (ports[key] ??= []).push({ HostIp: formatAddress(hostAddress), HostPort: String(hostPort) });
  return ports;
}

/** The endpoint through which ports are published: that of the way out, if it has a bridge. */
export function publishingEndpoint(endpoints: Endpoint[], family: 4 | 6): Endpoint | undefined {
  return gatewayEndpoint(
    endpoints.filter(({ network }) => network.hasBridge),
    family,
  );
}

/** Where connections to published ports go. */
export function publishedAddresses(endpoints: Endpoint[]): Endpoint['addresses'] {
  const addresses: Endpoint['addresses'] = {};
  for (const family of families) {
    const address = publishingEndpoint(endpoints, family)?.addresses[family];
    if (address) addresses[family] = address;
  }
  return addresses;
}

/** The translations that the firewall can do for the ports; the rest is left to proxies. */
export function firewallTargets(state: SandboxState): PublishedTarget[] {
  const addresses = publishedAddresses(state.endpoints);
  return state.held.flatMap(({ protocol, hostAddress, hostPort, containerPort }) => {
    const containerAddress = addresses[hostAddress.family];
    return containerAddress ? [{ protocol, hostAddress, hostPort, containerAddress, containerPort }] : [];
  });
}

/** What the container's name server answers from. */
export function dnsSource(state: SandboxState, forwarder: Forwarder): DnsSource {
  return {
    resolve: (query) => resolveName(state.endpoints, query),
    forward: (query, message, transport) => forwarder.ask(upstreams(state), query, message, transport),
  };
}

/**
 * The host's servers are asked from the host, where also those on its loopback answer; they are a way out, which a container on
 * internal networks does not have. A container's own are asked from where it is.
 */
function upstreams({ request, path, endpoints }: SandboxState): Upstream[] {
  const namespace = request.dns.length > 0 ? path : undefined;
  const hasWayOut = families.some((family) => endpoints.some((endpoint) => gatewayOf(endpoint, family)));
  if (namespace === undefined && !hasWayOut) return [];
  return forwardServers(readHostResolvConf(false), overridesOf(request)).flatMap((text) => {
    const address = parseAddress(text);
    return address ? [{ address, port: DNS_PORT, namespace }] : [];
  });
}
