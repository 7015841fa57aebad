/** Names of archive members as paths within the target folder. Byte strings, as in `TarEntry`. */
import { ArchiveError } from './tar-format.ts';

/**
 * Path below `/`, without `.`, `..`, doubled or trailing slashes; empty for the root itself. An absolute name counts from the root.
 * @throws ArchiveError for a name that climbs out (as Docker refuses it), is too long for the kernel, or contains NUL.
 */
export function resolveEntryName(name: string): string {
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) {
      throw new ArchiveError(`archive member ${JSON.stringify(name)} points outside of its folder`);
    }
  }
  return parts.join('/');
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

const nonAscii = /[\u0080-\u00ff]/;

/** For a system call inside the confined root: text where it is plain ASCII (cheaper), else the bytes. */
export function toSystemPath(path: string): string | Buffer {
  return nonAscii.test(path) ? Buffer.from(`/${path}`, 'latin1') : `/${path}`;
}
