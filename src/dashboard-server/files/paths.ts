import { posix } from 'node:path';
import { UserError } from '../../shared/index.ts';

/** An absolute path without `.` and `..`: nothing above the root. The engine resolves it within the container's own files. */
export function cleanPath(path: string): string {
  if (path.includes('\0') || path.length > 4_096) throw new UserError('bad-path', 'this is no path');
  return posix.resolve('/', path.replace(/^\/*/, '/'));
}

/** One name, without anything that leads elsewhere. */
export function plainName(name: string): string {
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name) || Buffer.byteLength(name) > 255)
    throw new UserError('bad-name', `${JSON.stringify(name.slice(0, 100))} is no name of a file`);
  return name;
}

/** Of an entry in the archive of a folder, whose own entry is called `root`. Undefined for the folder itself and what lies deeper. */
export function nameIn(root: string, entry: string): string | undefined {
  const folder = bare(root);
  const path = bare(entry);
  const inside = folder === '' || folder === '.' ? path : path.slice(folder.length + 1);
  const isBelow = folder === '' || folder === '.' || path.startsWith(`${folder}/`);
  return isBelow && inside !== '' && inside !== '.' && !inside.includes('/') ? inside : undefined;
}

function bare(path: string): string {
  return path.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
}
