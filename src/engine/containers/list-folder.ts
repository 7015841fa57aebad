import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { TuttiFolderEntry } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import { resolveInRoot } from '../host/index.ts';
import type { Container } from './container.ts';
import { withMountedTree } from './mounted-tree.ts';
import type { Room } from './room.ts';

/** What is in a folder of a container, whether it runs or not. Links on the way are followed within its root, those in it are not. */
export function listFolder(room: Room, container: Container, path: string): Promise<TuttiFolderEntry[]> {
  return withMountedTree(room, container, async (root) => {
    const folder = resolveInRoot(root, path);
    return namesIn(folder, path, container).flatMap((name) => {
      const stat = lstatSync(join(folder, name), { throwIfNoEntry: false });
      return stat === undefined ? [] : [entryOf(name, join(folder, name), stat)];
    });
  });
}

function namesIn(folder: string, path: string, container: Container): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') throw new EngineError('invalid', `${path} is not a directory`, { cause: error });
    if (code !== 'ENOENT') throw error;
    const message = `Could not find the file ${path} in container ${container.id}`;
    throw new EngineError('not-found', message, { cause: error });
  }
}

function entryOf(name: string, place: string, stat: Stats): TuttiFolderEntry {
  const entry = {
    Name: name,
    Mode: stat.mode,
    Size: stat.size,
    Uid: stat.uid,
    Gid: stat.gid,
    Modified: Math.floor(stat.mtimeMs),
  };
  return stat.isSymbolicLink() ? { ...entry, Target: readlinkSync(place) } : entry;
}
