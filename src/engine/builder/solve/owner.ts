import { readFileSync } from 'node:fs';
import { type Owner, resolveInRoot } from './root-path.ts';

/**
 * `user`, `user:group`, names or numbers, by the root's own lists. Without a group it has the user's own, or the user's number. As with
 * Docker a name that is not in the lists is no error: it counts as if it were not given, and is told.
 */
export function resolveOwner(root: string, written: string, onUnknown: (text: string) => void): Owner {
  const [user = '', group = ''] = written.split(':');
  const owner = ownerOf(root, user, onUnknown);
  if (group === '') return owner;
  const gid = numberOf(group) ?? fieldsOf(root, '/etc/group', group)?.[2];
  if (gid === undefined) onUnknown(`group ${group} is not in /etc/group of the image`);
  return { uid: owner.uid, gid: Number(gid ?? owner.gid) };
}

function ownerOf(root: string, user: string, onUnknown: (text: string) => void): Owner {
  const number = numberOf(user);
  if (number !== undefined) return { uid: number, gid: number };
  const [, , uid, gid] = fieldsOf(root, '/etc/passwd', user) ?? [];
  if (uid !== undefined) return { uid: Number(uid), gid: Number(gid ?? uid) };
  onUnknown(`user ${user} is not in /etc/passwd of the image: files belong to root`);
  return { uid: 0, gid: 0 };
}

function numberOf(text: string): number | undefined {
  if (text === '') return 0;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function fieldsOf(root: string, file: string, name: string): string[] | undefined {
  let text = '';
  try {
    text = readFileSync(resolveInRoot(root, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return text
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
    ?.split(':');
}
