import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../../shared/index.ts';
import { bindMount, mountOverlay, unmount } from '../host/index.ts';
import type { Container } from './container.ts';
import type { ContainerMount } from './record.ts';
import type { Room } from './room.ts';

function folderOf(container: Container): string {
  return join(container.runFolder, 'images');
}

/** Mounts an image's files, to be read only, for one container; the folder. */
export function mountImage(room: Room, container: Container, mount: ContainerMount): string {
  const image = room.images.find(mount.source);
  if (!image) throw new EngineError('not-found', `No such image: ${mount.source}`);
  const name = createHash('sha256').update(mount.target).digest('hex').slice(0, 16);
  const target = join(folderOf(container), name);
  mkdirSync(target, { recursive: true, mode: 0o755 });
  const [only, ...others] = image.layers;
  // An overlay without an upper folder wants at least two lower ones.
  if (only && others.length === 0) bindMount(only.dir, target, { readOnly: true });
  else mountOverlay({ lowerDirs: image.layers.map(({ dir }) => dir), target });
  return target;
}

export function unmountImages(container: Container): void {
  let names: string[];
  try {
    names = readdirSync(folderOf(container));
  } catch {
    return;
  }
  for (const name of names) unmount(join(folderOf(container), name));
}
