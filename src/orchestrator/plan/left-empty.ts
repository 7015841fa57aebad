/** What a container's settings become where a request leaves them empty, as engines fill them in. */
import type { ContainerConfig, ContainerInspect, Exact, HostConfig } from '../../engine-api/index.ts';

/** By field: what stands for "as if nothing was said"; the first is what becomes of it. */
export type LeftEmpty = Readonly<Record<string, readonly unknown[]>>;

/** What a daemon fills in, as it says itself. */
export interface EngineDefaults {
  /** Which tells of containers in words of its own. */
  isPodman: boolean;
  loggingDriver: string | undefined;
  runtime: string | undefined;
  /** By name; undefined where it does not say. */
  runtimes?: readonly string[] | undefined;
  cgroupNamespace: 'private' | 'host';
}

/** Nothing, unless a request says something. */
const plain = ['Domainname', 'Tty', 'OpenStdin', 'StopTimeout'] as const;

/** As those. */
const plainOnHost = `
  Annotations CapAdd CapDrop GroupAdd Privileged ReadonlyRootfs SecurityOpt Isolation UsernsMode
  PidMode UTSMode Sysctls Tmpfs StorageOpt VolumeDriver VolumesFrom
  Binds Mounts PortBindings Dns DnsOptions DnsSearch ExtraHosts
  CgroupParent CpusetCpus CpuShares CpuPeriod CpuQuota CpuRealtimePeriod CpuRealtimeRuntime
  NanoCpus Memory MemoryReservation OomKillDisable OomScoreAdj Devices DeviceCgroupRules
  DeviceRequests Ulimits BlkioWeight BlkioWeightDevice BlkioDeviceReadBps BlkioDeviceWriteBps BlkioDeviceReadIOps
  BlkioDeviceWriteIOps
`
  .trim()
  .split(/\s+/);

const shmSize = 64 * 1024 * 1024;

/** For `Config`. Without the image's settings nothing is known of what it gives. */
export function configLeftEmpty(
  wanted: Exact<ContainerConfig>,
  { Id, HostConfig: { NetworkMode = '', UTSMode } }: ContainerInspect,
  image: ContainerConfig | undefined,
): LeftEmpty {
  const ownName = UTSMode !== 'host' && NetworkMode !== 'host' && !NetworkMode.startsWith('container:');
  return {
    ...nothing(plain),
    ...(ownName ? { Hostname: [Id.slice(0, 12)] } : {}),
    ...(image === undefined ? {} : imageDefaults(wanted, image)),
  };
}

function imageDefaults(wanted: Exact<ContainerConfig>, image: ContainerConfig): LeftEmpty {
  return {
    User: [image.User],
    ExposedPorts: [undefined],
    // A list without words says that there is none.
    Entrypoint: [wanted.Entrypoint ? undefined : image.Entrypoint],
    // Whoever sets an entry point says all of the command.
    Cmd: [wanted.Entrypoint?.length ? undefined : image.Cmd],
    WorkingDir: [image.WorkingDir || '/', image.WorkingDir],
    StopSignal: [image.StopSignal || 'SIGTERM', image.StopSignal],
    Healthcheck: [image.Healthcheck],
  };
}

/** Of `HostConfig`, what no setting of `containers.conf` shows in. */
const plainOnPodman = `
  CpuShares CpusetCpus Dns DnsOptions DnsSearch ExtraHosts GroupAdd Memory MemoryReservation NanoCpus PortBindings VolumesFrom
`
  .trim()
  .split(/\s+/);

/** Both parts on Podman, whose own settings give the rest values: limits, namespaces, mounts, variables, logging, capabilities. */
export function leftEmptyOnPodman(
  wanted: Exact<ContainerConfig>,
  inspect: ContainerInspect,
  image: ContainerConfig | undefined,
): { config: LeftEmpty; host: LeftEmpty } {
  const known = new Set(['Cmd', 'Entrypoint', 'Hostname', 'OpenStdin', 'Tty', 'User', 'WorkingDir']);
  const { Hostname = [], ...config } = configLeftEmpty(wanted, inspect, image);
  const told = Object.entries({ ...config, Hostname: [...Hostname, ...hostnameOfName(inspect)] });
  return {
    config: Object.fromEntries(told.filter(([field, values]) => known.has(field) && values.length > 0)),
    host: nothing(plainOnPodman),
  };
}

/** `container_name_as_hostname` of `containers.conf`; a container that took another's place had that one's id before its name. */
function hostnameOfName({ Name, Config: { Hostname = '' } }: ContainerInspect): string[] {
  const letters = Name.replace(/[^\w.-]|_/g, '');
  return Hostname.replaceAll('_', '').endsWith(letters) ? [Hostname] : [];
}

/** For `HostConfig`. */
export function hostConfigLeftEmpty(
  { Memory = 0, Privileged = false }: HostConfig,
  defaults: EngineDefaults | undefined,
): LeftEmpty {
  return {
    ...(defaults === undefined ? {} : ofEngine(defaults, Privileged)),
    ...nothing(plainOnHost),
    ShmSize: [shmSize],
    MemorySwap: [undefined, 2 * Memory],
    MemorySwappiness: [undefined, -1],
    PidsLimit: [undefined, -1],
    // Which of the two is a daemon's own choice.
    IpcMode: [undefined, 'private', 'shareable'],
    RestartPolicy: [{ Name: 'no' }, undefined],
  };
}

function ofEngine({ runtime, cgroupNamespace }: EngineDefaults, privileged: boolean): LeftEmpty {
  return {
    ...(runtime === undefined ? {} : { Runtime: [runtime] }),
    CgroupnsMode: privileged ? ['host', 'private'] : [cgroupNamespace],
  };
}

/** For fields that are not there unless a request sets them. */
export function nothing(names: readonly string[]): LeftEmpty {
  return Object.fromEntries(names.map((name) => [name, [undefined]]));
}
