import { existsSync } from 'node:fs';
import { mkdir, realpath, rename, rm } from 'node:fs/promises';
import { isAbsolute, join, normalize, sep } from 'node:path';
import { UserError } from '../../shared/index.ts';

/** Where copies of remote files are kept: each under the hash of its content, so that none ever changes. */
export function cacheFolder(environment: Record<string, string | undefined>): string {
  const base = environment['XDG_CACHE_HOME'] || join(environment['HOME'] || '/root', '.cache');
  return join(base, 'tutti', 'remote');
}

/** Fills a folder of the cache unless it is there; whoever is interrupted leaves no half of one. */
export async function cached(folder: string, fill: (folder: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${crypto.randomUUID()}`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    await fill(draft);
    await rename(draft, folder).catch((error: unknown) => {
      // Somebody else was quicker with the same content.
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * A path inside a folder, wherever links lead.
 * @throws UserError `remote-escapes`
 */
export async function inside(folder: string, path: string): Promise<string> {
  const clean = normalize(path);
  const escapes = isAbsolute(clean) || clean === '..' || clean.startsWith(`..${sep}`);
  const target = join(folder, clean);
  if (escapes || !(await leadsInside(folder, target))) {
    throw new UserError('remote-escapes', `${path} leads out of the remote folder it is in`, {
      hint: 'Files of a remote project can refer only to files of the same project.',
    });
  }
  return target;
}

async function leadsInside(folder: string, target: string): Promise<boolean> {
  if (!existsSync(target)) return true;
  const [root, real] = [await realpath(folder), await realpath(target)];
  return real === root || real.startsWith(root + sep);
}
