import type { FileEntry } from '../../dashboard-api/index.ts';

/** By the type bits of `st_mode` (inode(7)). */
const kinds: Readonly<Record<number, FileEntry['kind']>> = {
  0o01: 'pipe',
  0o02: 'device',
  0o04: 'folder',
  0o06: 'device',
  0o10: 'file',
  0o12: 'link',
  0o14: 'socket',
};

export function kindOfMode(mode: number): FileEntry['kind'] {
  return kinds[mode >> 12] ?? 'file';
}
