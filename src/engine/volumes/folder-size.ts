import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of the files in a folder; one with several names is counted once, other file systems not at all. */
export async function folderSize(folder: string): Promise<number> {
  const { dev } = await lstat(folder);
  const counted = new Set<number>();
  let bytes = 0;
  const visit = async (path: string): Promise<void> => {
    const stat = await lstat(path).catch(ignoreGone);
    if (!stat || stat.dev !== dev) return;
    if (stat.isDirectory()) {
      for (const name of (await readdir(path).catch(ignoreGone)) ?? []) await visit(join(path, name));
      return;
    }
    if (stat.nlink > 1 && counted.has(stat.ino)) return;
    counted.add(stat.ino);
    bytes += stat.size;
  };
  await visit(folder);
  return bytes;
}

/** A container goes on writing and deleting while we look. */
function ignoreGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
