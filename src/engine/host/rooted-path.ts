import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** As many links as the kernel follows before it says ELOOP. */
const MAX_LINKS = 40;

/**
 * Where a path of a container lies on the host: every symbolic link is followed as if `root` were `/`, so that none leads outside.
 * Parts that do not exist are taken as they are. The answer holds as long as nobody changes the tree: for a running container it must
 * be used within a call that cannot be raced, or on a root that the container does not see.
 * @throws Error `ELOOP` for a circle of links.
 */
export function resolveInRoot(root: string, path: string, options: { followLast?: boolean } = {}): string {
  const parts = path.split('/');
  const resolved: string[] = [];
  let links = 0;
  while (parts.length > 0) {
    const part = parts.shift() ?? '';
    if (part === '' || part === '.') continue;
    if (part === '..') {
      resolved.pop();
      continue;
    }
    const isLast = parts.every((rest) => rest === '' || rest === '.');
    const link = isLast && options.followLast === false ? undefined : linkAt(join(root, ...resolved, part));
    if (link === undefined) {
      resolved.push(part);
      continue;
    }
    links++;
    if (links > MAX_LINKS)
      throw Object.assign(new Error(`ELOOP: too many symbolic links in ${path}`), { code: 'ELOOP' });
    if (link.startsWith('/')) resolved.length = 0;
    parts.unshift(...link.split('/'));
  }
  return join(root, ...resolved);
}

function linkAt(path: string): string | undefined {
  const stat = statIfThere(path);
  return stat?.isSymbolicLink() ? readlinkSync(path) : undefined;
}

function statIfThere(path: string): ReturnType<typeof lstatSync> | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
