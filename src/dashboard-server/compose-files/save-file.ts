import { randomBytes } from 'node:crypto';
import { chmod, chown, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { digestOf, readText } from './file-text.ts';

export type Saved = { kind: 'saved'; digest: string } | { kind: 'changed'; text: string; digest: string };

/**
 * Puts a text in the place of a file that still is what `base` says, with its owner and permissions; all of it or nothing. A link
 * is followed: its target is written.
 */
export async function saveFile(path: string, text: string, base: string): Promise<Saved> {
  const target = await realpath(path);
  const current = await readText(target);
  if (current.digest !== base) return { kind: 'changed', ...current };
  await replace(target, text);
  return { kind: 'saved', digest: digestOf(text) };
}

async function replace(target: string, text: string): Promise<void> {
  const { mode, uid, gid } = await stat(target);
  const draft = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await chown(draft, uid, gid);
    await chmod(draft, mode & 0o7777);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
