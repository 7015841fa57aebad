import { lstatSync, readdirSync, rmdirSync, rmSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/**
 * What the runtime makes in a container's own layer to mount on it what every container has. Docker keeps these in a layer between
 * the image's and the container's (its `-init` layer), so that they are nobody's change.
 */
const files: readonly string[] = ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/etc/mtab'];
const folders: readonly string[] = ['/dev', '/etc', '/proc', '/sys'];

/** Whether something of a container's layer is there for that alone: an empty file, or a folder, about whose content nothing is said. */
export function isMountPlace(path: string, stat: Stats): boolean {
  if (stat.isDirectory()) return folders.includes(path);
  return files.includes(path) && (stat.isSymbolicLink() || (stat.isFile() && stat.size === 0));
}

/** Takes the places out of a copy of a container's layer. @param isInImage whether the image has a path of its own */
export function removeMountPlaces(layer: string, isInImage: (path: string) => boolean): void {
  for (const path of [...files, ...folders]) {
    const place = join(layer, path);
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (stat === undefined || isInImage(path) || !isMountPlace(path, stat)) continue;
    if (!stat.isDirectory()) rmSync(place);
    else if (readdirSync(place).length === 0) rmdirSync(place);
  }
}
