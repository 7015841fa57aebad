import type { ServiceVolume } from '../../compose-file/index.ts';
import type { Exact, Mount, MountPropagation } from '../../engine-api/index.ts';
import { versionAtLeast } from '../../engine-client/index.ts';
import { UserError } from '../../shared/index.ts';
import { integer } from '../model/values.ts';
import type { ContainerSpec } from './container.ts';
import { fileMounts } from './file-mounts.ts';

export interface Storage {
  /** What needs no more than `source:target:options`; only this form creates a missing folder of the host. */
  binds: string[];
  mounts: Exact<Mount>[];
}

/** What a container mounts: inherited anonymous volumes, its volumes, files of secrets and configs. A target is mounted once. */
export function storage(spec: ContainerSpec): Storage {
  const byTarget = new Map<string, { mount: Exact<Mount>; volume?: ServiceVolume }>();
  for (const mount of spec.inherited) byTarget.set(mount.Target, { mount });
  for (const volume of spec.config.volumes ?? []) {
    const target = volume.target ?? '';
    const isAnonymous = volume.type === 'volume' && !volume.source;
    if (isAnonymous && byTarget.has(target)) continue;
    byTarget.set(target, { mount: mountOf(spec, volume), volume });
  }
  for (const mount of fileMounts(spec)) {
    if (!byTarget.has(mount.Target)) byTarget.set(mount.Target, { mount });
  }
  const binds: string[] = [];
  const mounts: Exact<Mount>[] = [];
  for (const { mount, volume } of byTarget.values()) {
    checkImageMount(spec, mount);
    if (volume !== undefined && fitsBind(volume)) binds.push(bindString(mount, volume));
    else mounts.push(mount);
  }
  return { binds, mounts };
}

function fitsBind(volume: ServiceVolume): boolean {
  if (volume.type === 'bind') {
    const { bind } = volume;
    return bind === undefined || (bind.create_host_path === true && !bind.propagation && !bind.recursive);
  }
  if (volume.type !== 'volume' || !volume.source) return false;
  const options = volume.volume;
  return !options?.nocopy && !options?.subpath && Object.keys(options?.labels ?? {}).length === 0;
}

function bindString(mount: Exact<Mount>, volume: ServiceVolume): string {
  const options = [mount.ReadOnly ? 'ro' : 'rw'];
  if (volume.bind?.selinux) options.push(volume.bind.selinux);
  return `${mount.Source}:${mount.Target}:${options.join(',')}`;
}

function mountOf(spec: ContainerSpec, volume: ServiceVolume): Exact<Mount> {
  const named = volume.type === 'volume' && volume.source ? spec.project.volumes[volume.source] : undefined;
  const source = named?.name ?? volume.source;
  return {
    Type: volume.type,
    Target: volume.target ?? '',
    ...(source ? { Source: source } : {}),
    ...(volume.read_only ? { ReadOnly: true } : {}),
    ...(volume.consistency ? { Consistency: volume.consistency } : {}),
    ...options(volume),
  };
}

function options(volume: ServiceVolume): Partial<Exact<Mount>> {
  if (volume.type === 'bind' && volume.bind !== undefined) return { BindOptions: bindOptions(volume.bind) };
  if (volume.type === 'volume' && volume.volume !== undefined) {
    const { nocopy, subpath, labels } = volume.volume;
    return {
      VolumeOptions: {
        ...(nocopy ? { NoCopy: true } : {}),
        ...(subpath ? { Subpath: subpath } : {}),
        ...(labels ? { Labels: labels } : {}),
      },
    };
  }
  if (volume.type === 'tmpfs' && volume.tmpfs !== undefined) {
    const { size, mode } = volume.tmpfs;
    return {
      TmpfsOptions: {
        ...(size ? { SizeBytes: integer(size) } : {}),
        ...(mode ? { Mode: mode } : {}),
      },
    };
  }
  if (volume.type === 'image' && volume.image?.subpath)
    return { ImageOptions: { Subpath: volume.image.subpath } };
  return {};
}

function bindOptions(bind: NonNullable<ServiceVolume['bind']>): NonNullable<Mount['BindOptions']> {
  return {
    ...(bind.propagation ? { Propagation: bind.propagation as MountPropagation } : {}),
    ...(bind.create_host_path ? { CreateMountpoint: true } : {}),
    ...(bind.recursive === 'disabled' ? { NonRecursive: true } : {}),
    ...(bind.recursive === 'writable' ? { ReadOnlyNonRecursive: true } : {}),
    ...(bind.recursive === 'readonly' ? { ReadOnlyForceRecursive: true } : {}),
  };
}

function checkImageMount(spec: ContainerSpec, mount: Exact<Mount>): void {
  if (mount.Type === 'image' && !versionAtLeast(spec.apiVersion, '1.48')) {
    throw new UserError(
      'engine-feature-missing',
      'volume with type=image require Docker Engine v28 or later',
      { path: ['services', spec.service, 'volumes'] },
    );
  }
}
