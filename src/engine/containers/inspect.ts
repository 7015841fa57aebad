import { join } from 'node:path';
import type {
  ContainerInspect,
  EndpointSettings,
  Health,
  ContainerState as WireState,
} from '../../engine-api/index.ts';
import type { Container } from './container.ts';
import { mountPoints } from './record.ts';
import type { Room } from './room.ts';
import { containerSize } from './size.ts';

export async function inspectContainer(
  room: Room,
  container: Container,
  size: boolean,
): Promise<ContainerInspect> {
  const { record, state } = container;
  const { config, hostConfig } = record;
  const networks = shownEndpoints(container);
  return {
    Id: container.id,
    Created: record.created,
    Path: record.path,
    Args: record.args,
    State: wireState(container),
    Image: record.imageId,
    ResolvConfPath: join(container.folder, 'resolv.conf'),
    HostnamePath: join(container.folder, 'hostname'),
    HostsPath: join(container.folder, 'hosts'),
    LogPath: hostConfig.LogConfig?.Type === 'none' ? '' : container.logPath,
    Name: `/${container.name}`,
    RestartCount: state.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: container.execs.size > 0 ? [...container.execs] : null,
    HostConfig: hostConfig,
    GraphDriver: {
      Name: 'overlay2',
      Data: { MergedDir: container.rootfs, UpperDir: container.upperDir, WorkDir: container.workDir },
    },
    ...(size ? await containerSize(room, container) : {}),
    Mounts: mountPoints(record, (name) => room.volumes.find(name)?.Mountpoint ?? ''),
    Config: config,
    NetworkSettings: {
      Bridge: '',
      SandboxID: state.sandboxId,
      SandboxKey: state.sandboxKey,
      Ports: state.ports,
      HairpinMode: false,
      LinkLocalIPv6Address: '',
      LinkLocalIPv6PrefixLen: 0,
      SecondaryIPAddresses: null,
      SecondaryIPv6Addresses: null,
      ...legacyAddresses(networks.bridge),
      Networks: networks,
    },
  };
}

/** What `inspect` showed before networks had names, filled from the network `bridge`. */
function legacyAddresses(endpoint: EndpointSettings | undefined): Record<string, unknown> {
  return {
    EndpointID: endpoint?.EndpointID ?? '',
    Gateway: endpoint?.Gateway ?? '',
    GlobalIPv6Address: endpoint?.GlobalIPv6Address ?? '',
    GlobalIPv6PrefixLen: endpoint?.GlobalIPv6PrefixLen ?? 0,
    IPAddress: endpoint?.IPAddress ?? '',
    IPPrefixLen: endpoint?.IPPrefixLen ?? 0,
    IPv6Gateway: endpoint?.IPv6Gateway ?? '',
    MacAddress: endpoint?.MacAddress ?? '',
  };
}

/** The addresses while it runs; what was asked for, without addresses, while it does not. */
export function shownEndpoints(container: Container): Record<string, EndpointSettings> {
  const { state, record } = container;
  if (Object.keys(state.endpoints).length > 0) return state.endpoints;
  const asked = Object.entries(record.networks).map(([name, settings]) => [
    name,
    { ...emptyEndpoint, ...settings },
  ]);
  const mode = record.hostConfig.NetworkMode ?? '';
  if (asked.length === 0 && (mode === 'host' || mode === 'none')) return { [mode]: emptyEndpoint };
  return Object.fromEntries(asked) as Record<string, EndpointSettings>;
}

const emptyEndpoint: EndpointSettings = {
  IPAMConfig: null,
  Links: null,
  Aliases: null,
  MacAddress: '',
  DriverOpts: null,
  NetworkID: '',
  EndpointID: '',
  Gateway: '',
  IPAddress: '',
  IPPrefixLen: 0,
  IPv6Gateway: '',
  GlobalIPv6Address: '',
  GlobalIPv6PrefixLen: 0,
  DNSNames: null,
};

function wireState({ state, comesBack }: Container): WireState {
  return {
    Status: state.status,
    Running: state.status === 'running' || state.status === 'paused' || state.status === 'restarting',
    Paused: state.status === 'paused',
    Restarting: state.status === 'restarting' || (comesBack && state.status === 'exited'),
    OOMKilled: state.oomKilled,
    Dead: state.status === 'dead',
    Pid: state.pid,
    ExitCode: state.exitCode,
    Error: state.error,
    StartedAt: state.startedAt,
    FinishedAt: state.finishedAt,
    ...(state.health ? { Health: shownHealth(state.health) } : {}),
  };
}

function shownHealth(health: Health): Health {
  return { Status: health.Status, FailingStreak: health.FailingStreak, Log: health.Log ?? [] };
}
