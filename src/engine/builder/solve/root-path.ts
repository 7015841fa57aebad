/** Paths inside a root file system that lies in a folder: links lead to where they would for a process in that root, never outside. */
import { chmodSync, lchownSync, lstatSync, mkdirSync, readlinkSync } from 'node:fs';
import { join, posix } from 'node:path';

export interface Owner {
  uid: number;
  gid: number;
}

const maxLinks = 40;

/** The host's path for `path`; what does not exist yet is taken as written. @throws Error for a circle of links. */
export function resolveInRoot(root: string, path: string): string {
  let parts = posix.normalize(`/${path}`).split('/').filter(Boolean);
  let done: string[] = [];
  for (let links = 0; parts.length > 0; ) {
    const [name = '', ...rest] = parts;
    parts = rest;
    const here = join(root, ...done, name);
    if (!lstatSync(here, { throwIfNoEntry: false })?.isSymbolicLink()) {
      done.push(name);
      continue;
    }
    if (++links > maxLinks) throw new Error(`too many links in path ${JSON.stringify(path)}`);
    const target = posix.resolve('/', ...done, readlinkSync(here));
    parts = [...target.split('/').filter(Boolean), ...parts];
    done = [];
  }
  return join(root, ...done);
}

/** Makes a folder and those that it lies in, mode 0755; those that exist stay as they are. Returns the host's path. */
export function makeFolders(root: string, path: string, owner: Owner | undefined): string {
  const absolute = resolveInRoot(root, path);
  const parts = absolute.slice(root.length).split('/').filter(Boolean);
  let here = root;
  for (const part of parts) {
    here = join(here, part);
    try {
      mkdirSync(here, 0o755);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (lstatSync(here).isDirectory()) continue;
      throw new Error(`mkdir ${here.slice(root.length)}: not a directory`, { cause: error });
    }
    chmodSync(here, 0o755);
    if (owner) lchownSync(here, owner.uid, owner.gid);
  }
  return absolute;
}
