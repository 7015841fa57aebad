import { readFileSync } from 'node:fs';
import { EngineError } from '../../../shared/index.ts';
import { resolveInRoot } from '../../host/index.ts';

export interface ContainerUser {
  uid: number;
  gid: number;
  additionalGids: number[];
  /** For the variable HOME. */
  home: string;
}

interface PasswdEntry {
  name: string;
  uid: number;
  gid: number;
  home: string;
}

interface GroupEntry {
  name: string;
  gid: number;
  members: string[];
}

const MAX_ID = 2 ** 32 - 2;

/**
 * Finds `user[:group]`, names or numbers, in the passwd and group files of a root file system.
 * @throws EngineError `invalid` in Docker's words for a name that is not there.
 */
export function resolveUser(rootfs: string, text: string, groupAdd: string[]): ContainerUser {
  const [userText = '', groupText = ''] = text.split(':');
  const groups = readGroups(rootfs);
  const entry = findUser(readPasswd(rootfs), userText);
  const gid = groupText === '' ? entry.gid : findGroup(groups, groupText);
  const supplementary =
    groupText === '' && entry.name !== ''
      ? groups.filter(({ members }) => members.includes(entry.name)).map((group) => group.gid)
      : [];
  const added = groupAdd.map((group) => findGroup(groups, group));
  // Docker counts the main group among the additional ones.
  return {
    uid: entry.uid,
    gid,
    additionalGids: [...new Set([gid, ...supplementary, ...added])],
    home: entry.home,
  };
}

function findUser(passwd: PasswdEntry[], text: string): PasswdEntry {
  if (text === '')
    return passwd.find(({ uid }) => uid === 0) ?? { name: 'root', uid: 0, gid: 0, home: '/root' };
  const named = passwd.find(({ name }) => name === text);
  if (named) return named;
  const uid = toId(text);
  if (uid === undefined)
    throw new EngineError('invalid', `unable to find user ${text}: no matching entries in passwd file`);
  return passwd.find((entry) => entry.uid === uid) ?? { name: '', uid, gid: 0, home: '/' };
}

function findGroup(groups: GroupEntry[], text: string): number {
  const gid = groups.find(({ name }) => name === text)?.gid ?? toId(text);
  if (gid === undefined)
    throw new EngineError('invalid', `unable to find group ${text}: no matching entries in group file`);
  return gid;
}

function toId(text: string): number | undefined {
  const id = /^\d+$/.test(text) ? Number(text) : -1;
  return id >= 0 && id <= MAX_ID ? id : undefined;
}

function readPasswd(rootfs: string): PasswdEntry[] {
  return readTable(rootfs, '/etc/passwd').map(([name = '', , uid = '', gid = '', , home = '']) => ({
    name,
    uid: Number(uid),
    gid: Number(gid),
    home: home || '/',
  }));
}

function readGroups(rootfs: string): GroupEntry[] {
  return readTable(rootfs, '/etc/group').map(([name = '', , gid = '', members = '']) => ({
    name,
    gid: Number(gid),
    members: members.split(',').filter(Boolean),
  }));
}

function readTable(rootfs: string, path: string): string[][] {
  try {
    return readFileSync(resolveInRoot(rootfs, path), 'utf8')
      .split('\n')
      .filter((line) => line.includes(':') && !line.startsWith('#'))
      .map((line) => line.split(':'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return [];
    throw error;
  }
}
