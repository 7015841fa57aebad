import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of all files below a folder, each counted once however many names it has. */
export async function folderSize(folder: string): Promise<number> {
  const seen = new Set<string>();
  const visit = async (path: string): Promise<number> => {
    const entries = await readdir(path, { withFileTypes: true });
    const sizes = await Promise.all(
      entries.map(async (entry) => {
        const child = join(path, entry.name);
        if (entry.isDirectory()) return await visit(child);
        if (!entry.isFile()) return 0;
        const stat = await lstat(child);
        const key = `${stat.dev}:${stat.ino}`;
        if (stat.nlink > 1 && seen.has(key)) return 0;
        if (stat.nlink > 1) seen.add(key);
        return stat.size;
      }),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  return await visit(folder);
}
