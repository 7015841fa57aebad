import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './process.ts';

/** Deleting competes with what somebody waits for: it begins this long after the first file or folder was taken. */
const DELAY_MS = 1000;

/** Makes folders disappear at once, and deletes them later: freeing a folder's block may take the disk a millisecond. */
export interface Trash {
  /** Moves a file or folder of the same file system here; nothing there is fine. */
  take(path: string): void;
}

/** What an earlier process left in the folder is deleted too. */
export function openTrash(folder: string): Trash {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let waiting = readdirSync(folder);
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<unknown> = Promise.resolve();
  const empty = (): void => {
    const names = waiting;
    waiting = [];
    timer = undefined;
    // Node's own `rm` asks its threads for each file, which costs several times as much.
    work = work.then(() => run('rm', ['-rf', '--', ...names], { cwd: folder }));
    // A file that cannot be deleted now (a mount in it) is tried again by the next process.
    work = work.catch(() => {});
  };
  const emptySoon = (): void => {
    timer ??= setTimeout(empty, DELAY_MS).unref();
  };
  if (waiting.length > 0) emptySoon();
  return {
    take(path) {
      const name = randomBytes(8).toString('hex');
      try {
        renameSync(path, join(folder, name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
        throw error;
      }
      waiting.push(name);
      emptySoon();
    },
  };
}
