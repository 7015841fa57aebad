import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../../shared/index.ts';
import { mount, mountFlags, resolveInRoot } from '../host/index.ts';
import type { Container } from './container.ts';
import { mountImage } from './image-mounts.ts';
import type { ContainerMount } from './record.ts';
import type { Room } from './room.ts';
import type { MountSources } from './spec/mounts.ts';

/** Makes ready what is mounted into a container: volumes are acquired, missing folders of `Binds` made, images mounted. */
export async function makeMountSources(
  room: Room,
  container: Container,
): Promise<Pick<MountSources, 'sourceOf' | 'shm'>> {
  const paths = new Map<ContainerMount, string>();
  for (const mount of container.record.mounts) {
    const path = await sourcePath(room, container, mount);
    if (path !== undefined) paths.set(mount, path);
  }
  return { sourceOf: (mount) => paths.get(mount) ?? mount.source, shm: sharedMemory(room, container) };
}

async function sourcePath(
  room: Room,
  container: Container,
  mount: ContainerMount,
): Promise<string | undefined> {
  if (mount.type === 'tmpfs') return undefined;
  if (mount.type === 'volume') return within(await room.volumes.acquire(mount.source, container.id), mount);
  if (mount.type === 'image') return within(mountImage(room, container, mount), mount);
  // Docker makes the folder of a short-form bind; a long-form one was refused when the container was made.
  if (!existsSync(mount.source)) mkdirSync(mount.source, { recursive: true });
  return mount.source;
}

function within(folder: string, mount: ContainerMount): string {
  if (mount.subpath === '') return folder;
  const path = resolveInRoot(folder, mount.subpath);
  if (!existsSync(path))
    throw new EngineError('invalid', `cannot access path ${path}: lstat ${path}: no such file or directory`);
  return path;
}

/** Host folder behind /dev/shm, when it is not the container's alone. */
function sharedMemory(room: Room, container: Container): string | undefined {
  const { IpcMode: mode = '', ShmSize = 0 } = container.record.hostConfig;
  if (mode === 'host') return '/dev/shm';
  if (mode === 'shareable') return mountSharedMemory(container, ShmSize);
  const other = /^container:(.+)$/.exec(mode)?.[1];
  if (other === undefined) return undefined;
  const donor = room.store.get(other);
  if (donor.record.hostConfig.IpcMode === 'shareable') return sharedMemoryFolder(donor);
  const reason = 'non-shareable IPC (hint: use IpcMode:shareable for the donor container)';
  throw new EngineError('system', `can't join IPC of container ${donor.id}: ${reason}`);
}

export function sharedMemoryFolder(container: Container): string {
  return join(container.runFolder, 'shm');
}

/** On the host, since a mount cannot be handed from one container to another. */
function mountSharedMemory(container: Container, size: number): string {
  const folder = sharedMemoryFolder(container);
  mkdirSync(folder, { recursive: true });
  const { MS_NOSUID, MS_NODEV, MS_NOEXEC } = mountFlags;
  mount('shm', folder, 'tmpfs', MS_NOSUID | MS_NODEV | MS_NOEXEC, `mode=1777,size=${size}`);
  return folder;
}

/** A working directory that the image lacks is made, as Docker does, and belongs to root. */
export function makeWorkingDir(container: Container): void {
  const { WorkingDir } = container.record.config;
  if (!WorkingDir || WorkingDir === '/') return;
  const path = resolveInRoot(container.rootfs, WorkingDir);
  if (!existsSync(path)) mkdirSync(path, { recursive: true, mode: 0o755 });
  else if (!statSync(path).isDirectory())
    throw new EngineError('invalid', `Cannot mkdir: ${WorkingDir} is not a directory`);
}
