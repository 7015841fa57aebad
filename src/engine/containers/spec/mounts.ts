import type { HostConfig } from '../../../engine-api/index.ts';
import type { ContainerMount } from '../record.ts';
import type { OciMount } from './oci.ts';

export interface MountSources {
  /** Where the container's own /etc/hosts, hostname and resolv.conf lie; absent where the image's are to be seen. */
  files: Record<string, string>;
  /** Host path behind a mount: a volume's folder, an image's root, a bind's source. */
  sourceOf: (mount: ContainerMount) => string;
  /** Host folder for /dev/shm, when it is not the container's own. */
  shm: string | undefined;
  /** `docker-init` on the host, when asked for. */
  init: string | undefined;
}

const TMPFS_DEFAULTS = ['noexec', 'nosuid', 'nodev'];

/** Everything that is mounted in a container, parents before children. */
export function containerMounts(
  hostConfig: HostConfig,
  mounts: ContainerMount[],
  sources: MountSources,
): OciMount[] {
  const user = mounts.map((mount) => userMount(mount, sources));
  const hidden = new Set(user.map(({ destination }) => destination));
  const files = Object.entries(sources.files).map(([destination, source]) => ({
    destination,
    type: 'bind',
    source,
    options: ['bind', 'rprivate', ...(hostConfig.ReadonlyRootfs ? ['ro'] : [])],
  }));
  const init: OciMount[] = sources.init
    ? [{ destination: INIT_PATH, type: 'bind', source: sources.init, options: ['bind', 'ro'] }]
    : [];
  const base = [...systemMounts(hostConfig, sources.shm), ...files, ...init];
  return [...base.filter(({ destination }) => !hidden.has(destination)), ...user].sort(
    (a, b) => depth(a.destination) - depth(b.destination),
  );
}

/** Where the reaper of `init: true` is in the container. */
export const INIT_PATH = '/sbin/docker-init';

function depth(path: string): number {
  return path.split('/').filter(Boolean).length;
}

function systemMount(destination: string, type: string, source: string, options: string[]): OciMount {
  return { destination, type, source, options };
}

function systemMounts(hostConfig: HostConfig, shm: string | undefined): OciMount[] {
  const access = hostConfig.Privileged ? 'rw' : 'ro';
  const nothingSpecial = ['nosuid', 'noexec', 'nodev'];
  const sharesProcesses = hostConfig.PidMode === 'host' && hostConfig.Privileged;
  return [
    systemMount('/proc', 'proc', 'proc', nothingSpecial),
    systemMount('/dev', 'tmpfs', 'tmpfs', ['nosuid', 'strictatime', 'mode=755', 'size=65536k']),
    systemMount('/dev/pts', 'devpts', 'devpts', [
      'nosuid',
      'noexec',
      'newinstance',
      'ptmxmode=0666',
      'mode=0620',
      'gid=5',
    ]),
    systemMount('/dev/mqueue', 'mqueue', 'mqueue', nothingSpecial),
    ...(hostConfig.IpcMode === 'none' ? [] : [shmMount(hostConfig, shm)]),
    systemMount('/sys', 'sysfs', 'sysfs', [...nothingSpecial, access]),
    systemMount('/sys/fs/cgroup', 'cgroup', 'cgroup', [
      ...(sharesProcesses ? [] : nothingSpecial),
      'relatime',
      access,
    ]),
  ];
}

function shmMount(hostConfig: HostConfig, shm: string | undefined): OciMount {
  if (shm !== undefined)
    return { destination: '/dev/shm', type: 'bind', source: shm, options: ['rbind', 'rw'] };
  const options = ['nosuid', 'noexec', 'nodev', 'mode=1777', `size=${hostConfig.ShmSize ?? 0}`];
  return { destination: '/dev/shm', type: 'tmpfs', source: 'shm', options };
}

function userMount(mount: ContainerMount, sources: MountSources): OciMount {
  const access = mount.readOnly ? 'ro' : 'rw';
  if (mount.type === 'tmpfs') {
    return {
      destination: mount.target,
      type: 'tmpfs',
      source: 'tmpfs',
      options: tmpfsOptions(mount, access),
    };
  }
  const propagation = mount.propagation || 'rprivate';
  return {
    destination: mount.target,
    type: 'bind',
    source: sources.sourceOf(mount),
    options: [mount.nonRecursive ? 'bind' : 'rbind', propagation, mount.type === 'image' ? 'ro' : access],
  };
}

/** Docker's defaults, each of which its opposite takes away. */
function tmpfsOptions({ options }: ContainerMount, access: string): string[] {
  const defaults = TMPFS_DEFAULTS.filter(
    (option) => !options.includes(option.slice(2)) && !options.includes(option),
  );
  const hasAccess = options.includes('ro') || options.includes('rw');
  return [...defaults, ...options, ...(hasAccess ? [] : [access])];
}
