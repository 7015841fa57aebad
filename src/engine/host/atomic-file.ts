import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';

export interface AtomicWriteOptions {
  /** 0600 when absent. */
  mode?: number;
  /** Whether the content must survive a power cut, not just the death of this process. Costs a disk flush. */
  durable?: boolean;
}

/** Whether a write failed because there is no room: on the disk, in a quota, or on a file system that has become read-only. */
export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS';
}

function newName(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.new`;
}

/** Replaces a file so that a reader sees the old content or the new one, never a part, whenever this process dies. */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
  options: AtomicWriteOptions = {},
): Promise<void> {
  const temporary = newName(path);
  try {
    const file = await open(temporary, 'wx', options.mode ?? 0o600);
    try {
      await file.writeFile(content);
      if (options.durable) await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** As `writeFileAtomic`, in one go: for the moments where nothing else may run in between. */
export function writeFileAtomicSync(
  path: string,
  content: string | Uint8Array,
  options: AtomicWriteOptions = {},
): void {
  const temporary = newName(path);
  try {
    const fd = openSync(temporary, 'wx', options.mode ?? 0o600);
    try {
      writeFileSync(fd, content);
      if (options.durable) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
