/** Where a copy out of a container goes on this machine. */
import { readlink, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { UserError } from '../../shared/index.ts';

/** The engine's `X-Docker-Container-Path-Stat`; `mode` is Go's, whose high bits are folder (31) and symbolic link (27). */
export interface PathStat {
  name: string;
  mode: number;
  linkTarget: string;
}

export const folderBit: number = 2 ** 31;
export const linkBit: number = 2 ** 27;

/** The bits are beyond what JavaScript's bit operations keep without a sign. */
export function hasBit(mode: number, bit: number): boolean {
  return Math.floor(mode / bit) % 2 === 1;
}

/** Into a folder that exists under the source's name, else as the name given; links of this machine are followed. */
export async function localTarget(
  destination: string,
  source: PathStat,
): Promise<{ folder: string; name: string }> {
  const path = await followedHere(resolve(destination));
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory()) return { folder: path, name: source.name };
  if (existing?.isCharacterDevice() || existing?.isBlockDevice()) {
    const message = `invalid output path: ${JSON.stringify(destination)} must be a directory or a regular file: got a device`;
    throw new UserError('copy-target-missing', message);
  }
  if (existing !== undefined && hasBit(source.mode, folderBit)) {
    throw new UserError('copy-folder-onto-file', `cannot copy directory to file: ${destination}`);
  }
  if (existing === undefined && destination.endsWith('/') && !hasBit(source.mode, folderBit)) {
    throw new UserError('copy-target-missing', `no such directory: ${destination}`);
  }
  if ((await stat(dirname(path)).catch(() => undefined)) === undefined) {
    throw new UserError('copy-target-missing', `no such directory: ${dirname(path)}`);
  }
  return { folder: dirname(path), name: basename(path) };
}

/** As many links in a row as Docker follows; the last may lead to what is not there yet. */
const mostLinks = 10;

async function followedHere(path: string): Promise<string> {
  let at = path;
  for (let count = 0; count < mostLinks; count++) {
    const target = await readlink(at).catch(() => undefined);
    if (target === undefined) return at;
    at = resolve(dirname(at), target);
  }
  throw new UserError('copy-target-missing', `too many symlinks in path: ${path}`);
}
