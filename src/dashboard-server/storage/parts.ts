import type { StoragePart } from '../../dashboard-api/index.ts';

export interface Owned {
  /** A project, or `''`. */
  owner: string;
  part: StoragePart;
}

/** The one project, or nobody. */
export function ownerOf(projects: readonly string[]): string {
  const distinct = new Set(projects);
  const [only = ''] = distinct;
  return distinct.size === 1 ? only : '';
}

export function groupOf(kind: 'project' | 'group', name: string, parts: StoragePart[]): StoragePart {
  const sorted = parts.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes);
  return {
    id: `${kind} ${name}`,
    kind,
    name,
    bytes: total(sorted, 'bytes'),
    reclaimable: total(sorted, 'reclaimable'),
    parts: sorted,
  };
}

export function total(parts: readonly StoragePart[], field: 'bytes' | 'reclaimable'): number {
  return parts.reduce((sum, part) => sum + part[field], 0);
}
