/** Empty files and folders that a runtime makes in the new layer to mount something on; they are no part of the image. */
import { lstatSync, lutimesSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Layer } from '../../images/contract.ts';

/** What every container has mounted. */
const always = ['/dev', '/proc', '/sys', '/etc/resolv.conf', '/etc/hosts', '/etc/hostname'];

/** Paths, deepest first, that are not in the layers and may be made as mount points. */
export function missingMountPoints(layers: Layer[], targets: string[]): string[] {
  const missing = new Set<string>();
  for (const target of [...always, ...targets]) {
    for (let path = target; path !== '/' && path !== ''; path = dirname(path)) {
      if (existsInLayers(layers, path)) break;
      missing.add(path);
    }
  }
  return [...missing].sort((a, b) => b.length - a.length);
}

function existsInLayers(layers: Layer[], path: string): boolean {
  for (const layer of layers.toReversed()) {
    const stats = lstatSync(join(layer.dir, path), { throwIfNoEntry: false });
    if (stats) return !(stats.isCharacterDevice() && stats.rdev === 0);
    if (isHidden(layer.dir, dirname(path))) return false;
  }
  return false;
}

/** Whether a folder above is taken away in this layer. */
function isHidden(dir: string, folder: string): boolean {
  for (let path = folder; path !== '/' && path !== '.'; path = dirname(path)) {
    const stats = lstatSync(join(dir, path), { throwIfNoEntry: false });
    if (stats) return !stats.isDirectory();
  }
  return false;
}

/** Removes those of the paths that are still empty. */
export function removeMountPoints(upperDir: string, paths: string[]): void {
  for (const path of paths) {
    const stub = join(upperDir, path);
    const stats = lstatSync(stub, { throwIfNoEntry: false });
    const isEmpty = stats?.isDirectory()
      ? readdirSync(stub).length === 0
      : stats?.isFile() && stats.size === 0;
    if (!isEmpty) continue;
    const parent = dirname(stub);
    const before = lstatSync(parent);
    if (stats?.isDirectory()) rmdirSync(stub);
    else unlinkSync(stub);
    lutimesSync(parent, before.atimeMs / 1000, before.mtimeMs / 1000);
  }
}
