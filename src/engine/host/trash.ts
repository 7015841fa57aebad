import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes folders disappear at once, and deletes them later, one after the other: a file system slows down after mass deletes. */
export interface Trash {
  /** Moves a file or folder of the same file system here; nothing there is fine. */
  take(path: string): void;
  /** Resolves when all is deleted that was taken so far. */
  emptied(): Promise<void>;
}

/** What an earlier process left in the folder is deleted too. */
export function openTrash(folder: string): Trash {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let work: Promise<void> = Promise.resolve();
  const remove = (name: string): void => {
    work = work.then(() => rm(join(folder, name), { recursive: true, force: true }));
    // A file that cannot be deleted now (a mount in it) is tried again by the next process.
    work = work.catch(() => {});
  };
  for (const name of readdirSync(folder)) remove(name);
  return {
    take(path) {
      const name = randomBytes(8).toString('hex');
      try {
        renameSync(path, join(folder, name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
        throw error;
      }
      remove(name);
    },
    emptied: () => work,
  };
}
