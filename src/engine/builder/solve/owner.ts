import { readFileSync } from 'node:fs';
import { type Owner, resolveInRoot } from './root-path.ts';

/** `user`, `user:group`, names or numbers, by the root's own lists of them. Without a group it has the user's number. @throws Error */
export function resolveOwner(root: string, written: string): Owner {
  const [user = '', group] = written.split(':');
  const uid = numberOf(user) ?? lookUp(root, '/etc/passwd', user, 'user', 'passwd');
  const gid = group === undefined || group === '' ? uid : groupNumber(root, group);
  return { uid, gid };
}

function groupNumber(root: string, group: string): number {
  return numberOf(group) ?? lookUp(root, '/etc/group', group, 'group', 'group');
}

function numberOf(text: string): number | undefined {
  if (text === '') return 0;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function lookUp(root: string, file: string, name: string, kind: string, list: string): number {
  let text = '';
  try {
    text = readFileSync(resolveInRoot(root, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const line = text.split('\n').find((entry) => entry.startsWith(`${name}:`));
  const number = numberOf(line?.split(':')[2] ?? '-');
  if (number === undefined)
    throw new Error(`unable to find ${kind} ${name}: no matching entries in ${list} file`);
  return number;
}
