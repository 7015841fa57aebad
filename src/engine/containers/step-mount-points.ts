import { existsSync, lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { posix } from 'node:path';
import { resolveInRoot } from '../host/index.ts';
import type { Container } from './container.ts';

const always = ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/dev', '/proc', '/sys'];

/** Places that the runtime will make in a step's root to mount something there, parents included, deepest first. */
export function missingMountPoints(step: Container): string[] {
  const targets = [...always, ...step.record.mounts.map(({ target }) => target)];
  const missing = new Set<string>();
  for (const target of targets) {
    for (let path = target; path !== '/'; path = posix.dirname(path)) {
      const place = resolveInRoot(step.rootfs, path);
      if (existsSync(place)) break;
      missing.add(place);
    }
  }
  return [...missing].sort((a, b) => b.length - a.length);
}

/** Takes away what is still as empty as the runtime made it: it must not become part of the image. */
export function removeMountPoints(places: string[]): void {
  for (const place of places) {
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (stat?.isFile() && stat.size === 0) rmSync(place);
    else if (stat?.isDirectory() && readdirSync(place).length === 0) rmdirSync(place);
  }
}
