import { lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { getFileAttribute } from '../host/index.ts';
import type { Container } from './container.ts';
import type { Room } from './room.ts';
import { imageOf } from './root-filesystem.ts';

export interface Change {
  Path: string;
  /** 0 changed, 1 added, 2 deleted. */
  Kind: 0 | 1 | 2;
}

/** What a container changed in its image's files, read from the upper folder of its overlay. */
export async function containerChanges(room: Room, container: Container): Promise<Change[]> {
  const layers = imageOf(room, container)
    .layers.map(({ dir }) => dir)
    .reverse();
  const mountPoints = new Set(container.record.mounts.map(({ target }) => target));
  const found: Change[] = [];
  await walk(container.upperDir, '', layers, mountPoints, found);
  return found.sort((a, b) => (a.Path < b.Path ? -1 : 1));
}

async function walk(
  upper: string,
  path: string,
  layers: string[],
  mountPoints: Set<string>,
  found: Change[],
): Promise<void> {
  for (const name of await readdir(join(upper, path)).catch(() => [])) {
    const child = `${path}/${name}`;
    const stat = lstatSync(join(upper, child), { throwIfNoEntry: false });
    if (!stat) continue;
    const isWhiteout = stat.isCharacterDevice() && stat.rdev === 0;
    const existed = existsBelow(layers, child);
    if (isWhiteout) {
      if (existed) found.push({ Path: child, Kind: 2 });
      continue;
    }
    // Made by the runtime to mount something on it.
    if (!existed && mountPoints.has(child)) continue;
    found.push({ Path: child, Kind: existed ? 0 : 1 });
    if (stat.isDirectory()) {
      const isOpaque = getFileAttribute(join(upper, child), 'trusted.overlay.opaque') !== undefined;
      await walk(upper, child, isOpaque ? [] : layers, mountPoints, found);
    }
  }
}

/** Whether the image has a path: the highest layer that knows of it, or of a deleted parent, decides. */
function existsBelow(layers: string[], path: string): boolean {
  for (const layer of layers) {
    const stat = lstatIfThere(join(layer, path));
    if (stat) return !(stat.isCharacterDevice() && stat.rdev === 0);
    if (hidesBelow(layer, path)) return false;
  }
  return false;
}

function hidesBelow(layer: string, path: string): boolean {
  const parts = path.split('/').slice(1, -1);
  return parts.some((_, index) => {
    const parent = join(layer, ...parts.slice(0, index + 1));
    const stat = lstatIfThere(parent);
    if (!stat) return false;
    if (!stat.isDirectory()) return true;
    return getFileAttribute(parent, 'trusted.overlay.opaque') !== undefined;
  });
}

function lstatIfThere(path: string): ReturnType<typeof lstatSync> | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}
