import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container } from './container.ts';
import type { Room } from './room.ts';
import { imageOf } from './root-filesystem.ts';

/** Bytes that the container itself has written, and those together with its image's. */
export async function containerSize(
  room: Room,
  container: Container,
): Promise<{ SizeRw: number; SizeRootFs: number }> {
  const own = await folderSize(container.upperDir);
  return { SizeRw: own, SizeRootFs: own + imageOf(room, container).size };
}

/** Sum of the lengths of all files below a folder; files that vanish meanwhile are not counted. */
export async function folderSize(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += await folderSize(path);
    else if (entry.isFile()) sum += (await lstat(path).catch(() => undefined))?.size ?? 0;
  }
  return sum;
}

async function entriesOf(
  folder: string,
): Promise<{ name: string; isDirectory(): boolean; isFile(): boolean }[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
