import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import type { ContainerConfig, HostConfig, Mount } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { ContainerMount } from './record.ts';

const emptyMount: Omit<ContainerMount, 'type' | 'source' | 'target'> = {
  readOnly: false,
  mode: '',
  propagation: '',
  nonRecursive: false,
  subpath: '',
  copyUp: false,
  anonymous: false,
  options: [],
};

const propagations = ['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave'];

/** A volume that is to be made with the container, with the driver options that the request gives. */
export interface VolumeWish {
  name: string;
  driver: string;
  options: Record<string, string>;
  labels: Record<string, string>;
}

export interface MountPlan {
  mounts: ContainerMount[];
  volumes: VolumeWish[];
}

/**
 * All mounts of a container from `VolumesFrom`, `Binds`, `Mounts`, `Tmpfs` and the volumes of its image; for one target the later in this
 * order wins, but an image's volume never hides what the user gave.
 * @throws EngineError `invalid` in Docker's words.
 */
export function planMounts(
  config: ContainerConfig,
  hostConfig: HostConfig,
  mountsOf: (idOrName: string) => ContainerMount[],
): MountPlan {
  const plan: MountPlan = { mounts: [], volumes: [] };
  const byTarget = new Map<string, ContainerMount>();
  const own = new Set<string>();
  for (const entry of hostConfig.VolumesFrom ?? []) {
    for (const mount of inheritedMounts(entry, mountsOf)) byTarget.set(mount.target, mount);
  }
  const addOwn = (mount: ContainerMount): void => {
    if (own.has(mount.target)) throw new EngineError('invalid', `Duplicate mount point: ${mount.target}`);
    own.add(mount.target);
    byTarget.set(mount.target, mount);
  };
  for (const bind of hostConfig.Binds ?? []) addOwn(parseBind(bind));
  for (const mount of hostConfig.Mounts ?? []) addOwn(fromMount(mount, plan.volumes));
  for (const [target, options] of Object.entries(hostConfig.Tmpfs ?? {})) addOwn(tmpfsMount(target, options));
  for (const target of Object.keys(config.Volumes ?? {})) {
    const clean = cleanTarget(target);
    if (!byTarget.has(clean)) byTarget.set(clean, volumeMount('', clean));
  }
  plan.mounts = [...byTarget.values()];
  for (const mount of plan.mounts)
    if (mount.type === 'volume') wishFor(mount, plan.volumes, hostConfig.VolumeDriver);
  return plan;
}

function wishFor(mount: ContainerMount, volumes: VolumeWish[], driver = 'local'): void {
  if (mount.source === '') {
    mount.source = randomBytes(32).toString('hex');
    mount.anonymous = true;
    const unnamed = volumes.find((volume) => volume.name === `:${mount.target}`);
    if (unnamed) unnamed.name = mount.source;
  }
  if (volumes.some(({ name }) => name === mount.source)) return;
  volumes.push({ name: mount.source, driver: driver || 'local', options: {}, labels: {} });
}

function inheritedMounts(entry: string, mountsOf: (idOrName: string) => ContainerMount[]): ContainerMount[] {
  const [name = '', mode = ''] = entry.split(':');
  if (name === '') throw new EngineError('invalid', `malformed volumes-from specification: ${entry}`);
  return mountsOf(name)
    .filter(({ type }) => type !== 'tmpfs')
    .map((mount) => ({
      ...mount,
      anonymous: false,
      readOnly: mount.readOnly || mode.split(',').includes('ro'),
    }));
}

/** `source:target[:options]`, `target`. */
function parseBind(bind: string): ContainerMount {
  const parts = bind.split(':');
  const [first = '', second, mode = ''] = parts;
  if (parts.length > 3 || first === '')
    throw new EngineError('invalid', `invalid volume specification: '${bind}'`);
  if (second === undefined) return volumeMount('', cleanTarget(first));
  const options = mode.split(',').filter(Boolean);
  const target = cleanTarget(second);
  const isPath = first.startsWith('/');
  if (!isPath) checkVolumeName(first, bind);
  const unknown = options.find((option) => !isBindOption(option));
  if (unknown !== undefined) throw new EngineError('invalid', `invalid mode: ${mode}`);
  return {
    ...(isPath
      ? { ...emptyMount, type: 'bind', source: posix.normalize(first), target }
      : volumeMount(first, target)),
    readOnly: options.includes('ro'),
    mode,
    propagation: options.find((option) => propagations.includes(option)) ?? (isPath ? 'rprivate' : ''),
    ...(isPath ? {} : { copyUp: !options.includes('nocopy') }),
  };
}

function isBindOption(option: string): boolean {
  return ['ro', 'rw', 'z', 'Z', 'nocopy', 'cached', 'delegated', 'consistent', ...propagations].includes(
    option,
  );
}

function checkVolumeName(name: string, bind: string): void {
  if (name.includes('/'))
    throw new EngineError(
      'invalid',
      `create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
    );
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name))
    throw new EngineError('invalid', `invalid volume specification: '${bind}'`);
}

function cleanTarget(target: string): string {
  if (!target.startsWith('/'))
    throw new EngineError('invalid', `invalid mount config: mount path must be absolute: '${target}'`);
  const clean = posix.normalize(target).replace(/(.)\/$/, '$1');
  if (clean === '/')
    throw new EngineError('invalid', "invalid volume specification: destination can't be '/'");
  return clean;
}

function volumeMount(name: string, target: string): ContainerMount {
  return { ...emptyMount, type: 'volume', source: name, target, copyUp: true, mode: name === '' ? '' : 'z' };
}

function tmpfsMount(target: string, options: string): ContainerMount {
  return {
    ...emptyMount,
    type: 'tmpfs',
    source: '',
    target: cleanTarget(target),
    options: options.split(',').filter(Boolean),
  };
}

/** The long form. A bind's source must exist, unless it says otherwise. */
function fromMount(mount: Mount, volumes: VolumeWish[]): ContainerMount {
  const target = cleanTarget(mount.Target ?? '');
  const base = { ...emptyMount, target, readOnly: mount.ReadOnly ?? false, source: mount.Source ?? '' };
  if (mount.Type === 'bind') return bindFromMount(mount, base);
  if (mount.Type === 'volume') return volumeFromMount(mount, base, volumes);
  if (mount.Type === 'tmpfs') return { ...base, type: 'tmpfs', options: tmpfsOptions(mount) };
  if (mount.Type === 'image') return { ...base, type: 'image', subpath: mount.ImageOptions?.Subpath ?? '' };
  throw new EngineError(
    'invalid',
    `invalid mount config for type "${mount.Type}": not supported on this platform`,
  );
}

type BaseMount = Omit<ContainerMount, 'type'>;

function bindFromMount(mount: Mount, base: BaseMount): ContainerMount {
  if (!base.source)
    throw new EngineError('invalid', 'invalid mount config for type "bind": field Source must not be empty');
  if (!base.source.startsWith('/'))
    throw new EngineError(
      'invalid',
      `invalid mount config for type "bind": invalid mount path: '${base.source}' mount path must be absolute`,
    );
  if (!mount.BindOptions?.CreateMountpoint && !existsSync(base.source))
    throw new EngineError(
      'invalid',
      `invalid mount config for type "bind": bind source path does not exist: ${base.source}`,
    );
  return {
    ...base,
    type: 'bind',
    propagation: mount.BindOptions?.Propagation ?? 'rprivate',
    nonRecursive: mount.BindOptions?.NonRecursive ?? false,
  };
}

function volumeFromMount(mount: Mount, base: BaseMount, volumes: VolumeWish[]): ContainerMount {
  const { VolumeOptions: given } = mount;
  if (base.source) checkVolumeName(base.source, base.source);
  if (given?.DriverConfig || given?.Labels) {
    volumes.push({
      name: base.source || `:${base.target}`,
      driver: given.DriverConfig?.Name || 'local',
      options: given.DriverConfig?.Options ?? {},
      labels: given.Labels ?? {},
    });
  }
  return { ...base, type: 'volume', mode: 'z', copyUp: !given?.NoCopy, subpath: given?.Subpath ?? '' };
}

function tmpfsOptions(mount: Mount): string[] {
  const given = mount.TmpfsOptions;
  return [
    ...(given?.SizeBytes ? [`size=${given.SizeBytes}`] : []),
    ...(given?.Mode === undefined ? [] : [`mode=${given.Mode.toString(8)}`]),
    ...(given?.Options ?? []).map((pair) => pair.join('=')),
  ];
}
