import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../../shared/index.ts';
import { mountOverlay, resolveInRoot, unmount } from '../host/index.ts';
import type { StoredImage } from '../images/contract.ts';
import type { Container } from './container.ts';
import type { Room } from './room.ts';

/** @throws EngineError `not-found` when the image was removed by force. */
export function imageOf(room: Room, container: Container): StoredImage {
  const image = room.images.find(container.record.imageId);
  if (!image) throw new EngineError('not-found', `No such image: ${container.record.imageId}`);
  return image;
}

/** Mounts the container's root file system at its place in the run folder. */
export function mountRoot(room: Room, container: Container): void {
  const image = imageOf(room, container);
  for (const folder of [container.upperDir, container.workDir, container.rootfs]) {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  }
  forgetVolatileMount(container);
  mountOverlay({
    lowerDirs: [...image.layers.map(({ dir }) => dir), markerLayer(room)],
    upperDir: container.upperDir,
    workDir: container.workDir,
    target: container.rootfs,
  });
}

/** A layer above the image's, with the file by which programs know that they run in a container of Docker's kind. */
function markerLayer({ paths }: Room): string {
  const folder = join(paths.root, 'marker-layer');
  const marker = join(folder, '.dockerenv');
  if (!existsSync(marker)) {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    writeFileSync(marker, '', { mode: 0o755 });
  }
  return folder;
}

/** The kernel refuses to mount again what a `volatile` mount left; only a power cut makes that dangerous. */
function forgetVolatileMount(container: Container): void {
  rmSync(join(container.workDir, 'work/incompat'), { recursive: true, force: true });
}

export function unmountRoot(container: Container): void {
  unmount(container.rootfs);
}

/** Fills new volumes with what the image has at their targets. */
export async function copyUpVolumes(room: Room, container: Container, image: StoredImage): Promise<void> {
  const volumes = container.record.mounts.filter(
    ({ type, copyUp, subpath }) => type === 'volume' && copyUp && !subpath,
  );
  const inImage = volumes.filter(({ target }) => image.layers.some(({ dir }) => mayHold(dir, target)));
  if (inImage.length === 0) return;
  mountRoot(room, container);
  try {
    for (const { source, target } of inImage) {
      const folder = resolveInRoot(container.rootfs, target);
      if (existsSync(folder)) await room.volumes.copyUp(source, folder);
    }
  } finally {
    unmountRoot(container);
  }
}

/** Whether a layer can have anything at a path: a cheap look at its first part, before the costly mount. */
function mayHold(layer: string, target: string): boolean {
  return existsSync(join(layer, target.split('/')[1] ?? ''));
}
