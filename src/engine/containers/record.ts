import type {
  ContainerConfig,
  ContainerStatus,
  EndpointSettings,
  Health,
  HostConfig,
  MountPoint,
  PortBinding,
} from '../../engine-api/index.ts';

/** A mount of a container, settled when it was created. */
export interface ContainerMount {
  type: 'bind' | 'volume' | 'tmpfs' | 'image';
  /** Host path, volume name, image reference; empty for tmpfs. */
  source: string;
  target: string;
  readOnly: boolean;
  /** `z`, `ro`, … as the user wrote them, shown by inspect. */
  mode: string;
  propagation: string;
  nonRecursive: boolean;
  /** Folder within the volume or image. */
  subpath: string;
  /** Whether a new volume is filled with what the image has at the target. */
  copyUp: boolean;
  /** Made for this container, and removed with it when asked. */
  anonymous: boolean;
  /** Mount options of a tmpfs. */
  options: string[];
}

/** What does not change while a container exists, but by `rename`, `update` and `network connect`. Kept in config.json. */
export interface ContainerRecord {
  id: string;
  /** Without the leading slash. */
  name: string;
  /** RFC 3339. */
  created: string;
  /** `sha256:…` of the image. */
  imageId: string;
  path: string;
  args: string[];
  config: ContainerConfig;
  hostConfig: HostConfig;
  mounts: ContainerMount[];
  /** What was asked for, by network. */
  networks: Record<string, EndpointSettings>;
}

/** What changes while it lives. Kept in state.json. */
export interface ContainerState {
  status: ContainerStatus;
  pid: number;
  exitCode: number;
  error: string;
  oomKilled: boolean;
  startedAt: string;
  finishedAt: string;
  restartCount: number;
  /** The user stopped it: the restart policy `unless-stopped` must not start it again. */
  manuallyStopped: boolean;
  health?: Health;
  /** As the networks room gave them at the last start. */
  endpoints: Record<string, EndpointSettings>;
  ports: Record<string, PortBinding[] | null>;
  sandboxId: string;
  sandboxKey: string;
}

export const NEVER = '0001-01-01T00:00:00Z';

export function newState(): ContainerState {
  return {
    status: 'created',
    pid: 0,
    exitCode: 0,
    error: '',
    oomKilled: false,
    startedAt: NEVER,
    finishedAt: NEVER,
    restartCount: 0,
    manuallyStopped: false,
    endpoints: {},
    ports: {},
    sandboxId: '',
    sandboxKey: '',
  };
}

/** Inspect's view of the mounts; those of `--tmpfs` are in the host's configuration alone. */
export function mountPoints(
  { mounts, hostConfig }: ContainerRecord,
  volumeFolder: (name: string) => string,
): MountPoint[] {
  return mounts
    .filter(({ type, target }) => type !== 'tmpfs' || hostConfig.Tmpfs?.[target] === undefined)
    .map((mount) => mountPoint(mount, volumeFolder));
}

function mountPoint(mount: ContainerMount, volumeFolder: (name: string) => string): MountPoint {
  const isVolume = mount.type === 'volume';
  return {
    Type: mount.type,
    ...(isVolume ? { Name: mount.source } : {}),
    Source: isVolume ? volumeFolder(mount.source) : mount.source,
    Destination: mount.target,
    ...(isVolume ? { Driver: 'local' } : {}),
    Mode: mount.mode,
    RW: !mount.readOnly,
    Propagation: mount.type === 'bind' ? mount.propagation || 'rprivate' : mount.propagation,
  };
}

export function isRunning(state: ContainerState): boolean {
  return state.status === 'running' || state.status === 'paused';
}
