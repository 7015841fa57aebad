/** What the dashboard keeps of a container: little, for there may be hundreds. */
import type {
  ContainerInspect,
  ContainerStatus,
  ContainerSummary,
  EndpointSettings,
  HealthStatus,
  MountPoint,
  PortBinding,
} from '../../engine-api/index.ts';

export interface ContainerFacts {
  id: string;
  /** Without the leading slash. */
  name: string;
  image: string;
  imageId: string;
  labels: Readonly<Record<string, string>>;
  /** Unix seconds. */
  created: number;
  status: ContainerStatus;
  health: HealthStatus;
  /** Of one that ended. */
  exitCode: number;
  /** `8080/tcp` → where it is published. */
  ports: Readonly<Record<string, PortBinding[]>>;
  networks: readonly string[];
  /** Names of the volumes that it mounts. */
  volumes: readonly string[];
  /** Where they are, in the same order. */
  mounts: readonly { path: string; readOnly: boolean }[];
  /** By the networks' names. */
  endpoints: Readonly<Record<string, EndpointFacts>>;
  /** Absent until it has been inspected. */
  run?: RunFacts;
}

export interface EndpointFacts {
  address: string;
  address6: string;
  names: readonly string[];
}

/** Of the last run. Times are Unix milliseconds, 0 for never. */
export interface RunFacts {
  state: ContainerInspect['State'];
  /** Bytes; 0 for none. */
  memoryLimit: number;
  startedAt: number;
  finishedAt: number;
  restarts: number;
}

export function factsOfSummary(row: ContainerSummary): ContainerFacts {
  const ports: Record<string, PortBinding[]> = {};
  for (const { PrivatePort, PublicPort, Type, IP = '' } of row.Ports ?? []) {
    if (PublicPort === undefined) continue;
    const bindings = (ports[`${PrivatePort}/${Type}`] ??= []);
    bindings.push({ HostIp: IP, HostPort: String(PublicPort) });
  }
  return {
    id: row.Id,
    name: ownName(row),
    image: row.Image,
    imageId: row.ImageID,
    labels: row.Labels ?? {},
    created: row.Created,
    status: row.State,
    health: healthOfText(row.Status),
    exitCode: Number(/^Exited \((\d+)\)/.exec(row.Status)?.[1] ?? 0),
    ports,
    networks: Object.keys(row.NetworkSettings?.Networks ?? {}),
    ...mountsOf(row.Mounts),
    endpoints: endpointsOf(row.NetworkSettings?.Networks),
  };
}

export function factsOfInspect(container: ContainerInspect): ContainerFacts {
  const { State, Config, NetworkSettings } = container;
  return {
    id: container.Id,
    name: container.Name.replace(/^\//, ''),
    image: Config.Image ?? container.Image,
    imageId: container.Image,
    labels: Config.Labels ?? {},
    created: Math.floor(milliseconds(container.Created) / 1000),
    status: State.Status,
    health: State.Health?.Status ?? 'none',
    exitCode: State.ExitCode,
    ports: Object.fromEntries(
      Object.entries(NetworkSettings.Ports ?? {}).flatMap(([port, bindings]) =>
        bindings === null ? [] : [[port, bindings]],
      ),
    ),
    networks: Object.keys(NetworkSettings.Networks ?? {}),
    ...mountsOf(container.Mounts),
    endpoints: endpointsOf(NetworkSettings.Networks),
    run: {
      state: State,
      memoryLimit: container.HostConfig.Memory ?? 0,
      startedAt: milliseconds(State.StartedAt),
      finishedAt: milliseconds(State.FinishedAt),
      restarts: container.RestartCount ?? 0,
    },
  };
}

function mountsOf(
  mounts: readonly MountPoint[] | null | undefined,
): Pick<ContainerFacts, 'volumes' | 'mounts'> {
  const volumes = (mounts ?? []).filter(({ Type, Name }) => Type === 'volume' && Name);
  return {
    volumes: volumes.map(({ Name }) => Name ?? ''),
    mounts: volumes.map(({ Destination, RW }) => ({ path: Destination, readOnly: !RW })),
  };
}

function endpointsOf(
  networks: Record<string, EndpointSettings> | null | undefined,
): ContainerFacts['endpoints'] {
  return Object.fromEntries(
    Object.entries(networks ?? {}).map(([name, endpoint]) => [
      name,
      {
        address: endpoint.IPAddress ?? '',
        address6: endpoint.GlobalIPv6Address ?? '',
        names: [...new Set([...(endpoint.DNSNames ?? []), ...(endpoint.Aliases ?? [])])],
      },
    ]),
  );
}

/** Links give a container further names of the form `/other/alias`. */
function ownName({ Names, Id }: ContainerSummary): string {
  const own = Names.find((name) => name.lastIndexOf('/') === 0) ?? Names[0];
  return own?.slice(1) ?? Id.slice(0, 12);
}

/** The list says health only in its text: `Up 3 minutes (healthy)`, `Up 1 second (health: starting)`. */
function healthOfText(status: string): HealthStatus {
  return (/\((?:health: )?(healthy|unhealthy|starting)\)/.exec(status)?.[1] ?? 'none') as HealthStatus;
}

/** RFC 3339 → Unix milliseconds; 0 for the engine's "never" (year 1). */
export function milliseconds(time: string | undefined): number {
  const parsed = Date.parse(time ?? '');
  return Number.isNaN(parsed) || parsed < 0 ? 0 : parsed;
}
