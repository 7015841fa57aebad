import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import { exactly, serviceHash } from '../../compose-file/index.ts';
import type {
  ContainerCreateRequest,
  Exact,
  HealthConfig,
  HostConfig,
  Mount,
} from '../../engine-api/index.ts';
import { versionAtLeast } from '../../engine-client/index.ts';
import { UserError } from '../../shared/index.ts';
import { label } from '../labels.ts';
import { imageName } from '../model/names.ts';
import { durationNanoseconds, integer } from '../model/values.ts';
import { containerLabels } from './labels.ts';
import { networking } from './networking.ts';
import { exposedPorts, portBindings } from './ports.ts';
import { resources } from './resources.ts';
import { restartPolicy } from './restart.ts';
import { securityOptions } from './security.ts';
import { storage } from './storage.ts';

/** All that a container's configuration depends on. References to other services are resolved in `config` already. */
export interface ContainerSpec {
  project: Project;
  service: string;
  config: ServiceConfig;
  /** The container's final name, also its first network alias. */
  name: string;
  /** Undefined for one-off containers, which are not numbered. */
  number: number | undefined;
  /** Of the image as the engine has it; undefined when unknown. */
  imageId: string | undefined;
  /** `container:alias`, from `links`. */
  links: string[];
  /** Mounts taken over from the container that this one replaces. */
  inherited: Mount[];
  useAliases: boolean;
  /** Negotiated. */
  apiVersion: string;
  /** Set on a container that replaces another. */
  replaces?: string;
  /** Names of variables that providers gave as they are. */
  provided?: readonly string[] | undefined;
  oneOff?: { slug: string; autoRemove: boolean; attachStdin: boolean };
}

/** The body that Docker Compose 2.40 sends to `POST /containers/create` for this container. */
export function createRequest(spec: ContainerSpec): Exact<ContainerCreateRequest> {
  const { config, project } = spec;
  const attachStdin = spec.oneOff?.attachStdin ?? false;
  const network = networking(spec);
  return {
    Hostname: config.hostname ?? '',
    Domainname: config.domainname ?? '',
    User: config.user ?? '',
    AttachStdin: attachStdin,
    AttachStdout: true,
    AttachStderr: true,
    ExposedPorts: exposedPorts(config),
    Tty: config.tty ?? false,
    OpenStdin: config.stdin_open ?? false,
    StdinOnce: attachStdin && (config.stdin_open ?? false),
    Env: environment(config.environment ?? {}),
    Cmd: config.command,
    Entrypoint: config.entrypoint,
    Image: imageName(project, spec.service, config),
    WorkingDir: config.working_dir ?? '',
    NetworkDisabled: config.network_mode === 'disabled',
    Labels: labelsOf(spec),
    ...(config.healthcheck === undefined ? {} : { Healthcheck: healthcheck(spec) }),
    ...(config.stop_signal === undefined ? {} : { StopSignal: config.stop_signal }),
    ...stopTimeout(config.stop_grace_period),
    ...(network.macAddress === '' ? {} : { MacAddress: network.macAddress }),
    HostConfig: hostConfig(spec, network.mode),
    ...(network.endpoints === undefined ? {} : { NetworkingConfig: { EndpointsConfig: network.endpoints } }),
  };
}

function hostConfig(spec: ContainerSpec, networkMode: string): Exact<HostConfig> {
  const { config } = spec;
  const { binds, mounts } = storage(spec);
  const security = securityOptions(config.security_opt ?? [], spec.project.workingDir);
  return {
    AutoRemove: spec.oneOff?.autoRemove ?? false,
    Annotations: config.annotations ?? {},
    Binds: binds,
    Mounts: mounts,
    CapAdd: capabilities(config.cap_add),
    CapDrop: capabilities(config.cap_drop),
    NetworkMode: networkMode,
    ...(config.init === undefined ? {} : { Init: config.init }),
    IpcMode: config.ipc ?? '',
    CgroupnsMode: cgroupNamespace(config.cgroup),
    ReadonlyRootfs: config.read_only ?? false,
    RestartPolicy: restartPolicy(config),
    ShmSize: integer(config.shm_size),
    Sysctls: config.sysctls ?? null,
    PortBindings: portBindings(config),
    ...resources(config),
    VolumeDriver: config.volume_driver ?? '',
    VolumesFrom: config.volumes_from ?? null,
    Dns: config.dns ?? null,
    DnsSearch: config.dns_search ?? null,
    DnsOptions: config.dns_opt ?? null,
    ExtraHosts: (config.extra_hosts ?? []).map((entry) => entry.replace('=', ':')),
    SecurityOpt: security.options,
    ...(security.unconfinedPaths ? { MaskedPaths: [], ReadonlyPaths: [] } : {}),
    StorageOpt: config.storage_opt ?? null,
    UsernsMode: config.userns_mode ?? '',
    UTSMode: config.uts ?? '',
    Privileged: config.privileged ?? false,
    PidMode: config.pid ?? '',
    Tmpfs: tmpfs(config.tmpfs ?? []),
    Isolation: config.isolation ?? '',
    ...(config.runtime === undefined ? {} : { Runtime: config.runtime }),
    LogConfig: { Type: config.logging?.driver ?? '', Config: config.logging?.options ?? null },
    GroupAdd: config.group_add ?? null,
    Links: spec.links,
    OomScoreAdj: config.oom_score_adj ?? 0,
  };
}

/** `KEY=value`, and `KEY` alone for a variable that is named and not set. */
export function environment(values: Record<string, string | null>): string[] {
  return Object.entries(values).map(([key, value]) => (value === null ? key : `${key}=${value}`));
}

function labelsOf(spec: ContainerSpec): Record<string, string> {
  const labels = containerLabels(spec);
  labels[label.configHash] = serviceHash(spec.config);
  return labels;
}

function healthcheck({ service, config, apiVersion }: ContainerSpec): Exact<HealthConfig> | null {
  const check = config.healthcheck;
  if (check === undefined) return null;
  if (check.start_interval !== undefined && !versionAtLeast(apiVersion, '1.44')) {
    throw new UserError(
      'engine-feature-missing',
      "can't set healthcheck.start_interval as feature require Docker Engine v25 or later",
      { path: ['services', service, 'healthcheck', 'start_interval'] },
    );
  }
  if (check.start_interval !== undefined && check.start_period === undefined) {
    throw new UserError(
      'start-interval-without-period',
      'healthcheck.start_interval requires healthcheck.start_period to be set',
      { path: ['services', service, 'healthcheck', 'start_interval'] },
    );
  }
  return {
    ...(check.disable ? { Test: ['NONE'] } : check.test === undefined ? {} : { Test: check.test }),
    Interval: durationNanoseconds(check.interval) ?? 0,
    Timeout: durationNanoseconds(check.timeout) ?? 0,
    StartPeriod: durationNanoseconds(check.start_period) ?? 0,
    Retries: exactly(check, 'retries', check.retries ?? 0),
    ...(check.start_interval === undefined
      ? {}
      : { StartInterval: durationNanoseconds(check.start_interval) ?? 0 }),
  };
}

function stopTimeout(period: string | undefined): { StopTimeout?: number } {
  const nanoseconds = durationNanoseconds(period);
  return nanoseconds === undefined ? {} : { StopTimeout: Math.trunc(Number(nanoseconds) / 1e9) };
}

/** `target`, or `target:options`. */
function tmpfs(entries: string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const colon = entry.indexOf(':');
      return colon < 0 ? [entry, ''] : [entry.slice(0, colon), entry.slice(colon + 1)];
    }),
  );
}

function cgroupNamespace(mode: string | undefined): '' | 'private' | 'host' {
  if (mode === 'private' || mode === 'host') return mode;
  return '';
}

/** As the Docker client writes them: `CAP_NET_ADMIN`, sorted, or `ALL` alone. */
function capabilities(names: string[] | undefined): string[] | null {
  if (names === undefined) return null;
  const full = names
    .map((name) => name.toUpperCase())
    .map((name) => (name === 'ALL' || name.startsWith('CAP_') ? name : `CAP_${name}`));
  return full.includes('ALL') ? ['ALL'] : [...new Set(full)].sort();
}
