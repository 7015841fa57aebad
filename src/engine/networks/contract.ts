/** What the other rooms of the engine may ask of the networks room. */
import type {
  EndpointSettings,
  Filters,
  NetworkCreateRequest,
  NetworkCreateResponse,
  NetworkInspect,
  PortBinding,
  PortKey,
  PruneResponse,
} from '../../engine-api/index.ts';

/** All that one container needs of the network: its namespace, its interfaces, its names, its ports. */
export interface SandboxRequest {
  containerId: string;
  /** Without the leading slash. */
  containerName: string;
  /** Whose container this is, for messages about ports that are taken. */
  composeProject?: string;
  hostname: string;
  domainname: string;
  /** By network name or id, in order of connection. Empty for `--network none` (loopback only). */
  endpoints: Record<string, EndpointSettings>;
  portBindings: Record<PortKey, PortBinding[] | null>;
  /** All exposed ports, for `publishAll`. */
  exposedPorts: PortKey[];
  publishAll: boolean;
  dns: string[];
  dnsSearch: string[];
  dnsOptions: string[];
  /** `name:address`; `host-gateway` is replaced. */
  extraHosts: string[];
  sysctls: Record<string, string>;
}

export interface Sandbox {
  id: string;
  /** Path to hand to the OCI runtime. */
  netnsPath: string;
  /** As `NetworkSettings.Networks` shows them, by network name. */
  endpoints: Record<string, EndpointSettings>;
  /** As `NetworkSettings.Ports` shows them. */
  ports: Record<PortKey, PortBinding[] | null>;
  /** Contents of the container's `/etc/hosts` and `/etc/resolv.conf`. */
  hosts: string;
  resolvConf: string;
}

/**
 * Room for networks. Concurrent `openSandbox` and `closeSandbox` calls are gathered into few kernel messages.
 * A port that is taken gives `EngineError('conflict')` whose message names the process and the container that hold it.
 */
export interface Networks {
  create(request: NetworkCreateRequest): Promise<NetworkCreateResponse>;
  find(idOrName: string): NetworkInspect | undefined;
  inspect(idOrName: string): NetworkInspect;
  list(filters?: Filters): NetworkInspect[];
  remove(idOrName: string): Promise<void>;
  prune(filters: Filters): Promise<PruneResponse>;

  openSandbox(request: SandboxRequest): Promise<Sandbox>;
  /** Removes interfaces, names, rules and the namespace. Succeeds when it is gone already. */
  closeSandbox(containerId: string): Promise<void>;
  connect(network: string, request: SandboxRequest, settings: EndpointSettings): Promise<Sandbox>;
  disconnect(network: string, containerId: string, force: boolean): Promise<Sandbox | undefined>;
  rename(containerId: string, name: string): Promise<void>;
  /** Hosts and resolv.conf for a container in the host's own namespace. */
  hostFiles(request: SandboxRequest): Promise<{ hosts: string; resolvConf: string }>;
  /** After a restart of the engine: which sandboxes live on; all others are removed, names and ports served again. */
  restore(live: SandboxRequest[]): Promise<void>;
  /** Endpoints of containers that are not running, for `network rm`. */
  usedBy(source: (networkId: string) => { id: string; name: string }[]): void;
  /** Stops DNS and proxies of this process; namespaces and rules stay. */
  close(): Promise<void>;
}
