import { lstatSync, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { getFileAttribute } from '../host/index.ts';
import type { Container } from './container.ts';
import { isMountPlace } from './mount-places.ts';
import type { Room } from './room.ts';
import { imageOf } from './root-filesystem.ts';

export interface Change {
  Path: string;
  /** 0 changed, 1 added, 2 deleted. */
  Kind: 0 | 1 | 2;
}

/** What a container changed in its image's files, read from the upper folder of its overlay; what Docker tells for the same. */
export async function containerChanges(room: Room, container: Container): Promise<Change[]> {
  const found = await changesBelow(container.upperDir, '', layersOf(room, container));
  return found.sort((a, b) => (a.Path < b.Path ? -1 : 1));
}

/** Whether the image that a container was made from has a path. */
export function imageHas(room: Room, container: Container, path: string): boolean {
  return belowAt(layersOf(room, container), path) !== undefined;
}

/** Folders of the image's layers, the highest first. */
function layersOf(room: Room, container: Container): string[] {
  return imageOf(room, container)
    .layers.map(({ dir }) => dir)
    .reverse();
}

async function changesBelow(upper: string, path: string, layers: string[]): Promise<Change[]> {
  const names = await readdir(join(upper, path)).catch(() => []);
  const found = await Promise.all(names.map((name) => changesAt(upper, `${path}/${name}`, layers)));
  return found.flat();
}

async function changesAt(upper: string, path: string, layers: string[]): Promise<Change[]> {
  const stat = lstatIfThere(join(upper, path));
  if (stat === undefined) return [];
  const below = belowAt(layers, path);
  if (isWhiteout(stat)) return below === undefined ? [] : [{ Path: path, Kind: 2 }];
  const isPlace = isMountPlace(path, stat);
  const inner = stat.isDirectory() ? await changesBelow(upper, path, layersUnder(upper, path, layers)) : [];
  if (isPlace && inner.length === 0 && (below === undefined || isSame(below, stat))) return [];
  return [{ Path: path, Kind: below === undefined && !isPlace ? 1 : 0 }, ...inner];
}

/** Nothing of the image shows through a folder that took another's place. */
function layersUnder(upper: string, path: string, layers: string[]): string[] {
  return getFileAttribute(join(upper, path), 'trusted.overlay.opaque') === undefined ? layers : [];
}

function isSame(below: Stats, above: Stats): boolean {
  return below.mode === above.mode && below.uid === above.uid && below.gid === above.gid;
}

function isWhiteout(stat: Stats): boolean {
  return stat.isCharacterDevice() && stat.rdev === 0;
}

/** What the image has at a path: the highest layer that knows of it, or of a deleted parent, decides. */
function belowAt(layers: string[], path: string): Stats | undefined {
  for (const layer of layers) {
    const stat = lstatIfThere(join(layer, path));
    if (stat) return isWhiteout(stat) ? undefined : stat;
    if (hidesBelow(layer, path)) return undefined;
  }
  return undefined;
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

function lstatIfThere(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}
