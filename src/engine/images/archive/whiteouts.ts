/** Deletions in layers: `.wh.` members of archives (OCI image specification, "Whiteouts"), 0:0 devices in overlayfs. */
import { lstatSync, type Stats } from 'node:fs';
import { makeNode, nodeTypes } from '../../host/index.ts';
import { baseOf, parentOf, toSystemPath } from './entry-path.ts';
import type { NodeAttributes } from './node-attributes.ts';
import { ArchiveError } from './tar-format.ts';

export const whiteoutPrefix = '.wh.';
/** What AUFS kept for itself; only the opaque mark has a meaning elsewhere. */
const internalPrefix = '.wh..wh.';
export const opaqueMark = '.wh..wh..opq';

export function isWhiteoutDevice(stat: Stats): boolean {
  return stat.isCharacterDevice() && stat.rdev === 0;
}

/** Hides what the layers below have: one name, or (opaque) all of a folder. What this layer itself has stays. */
export function applyWhiteout(path: string, attributes: NodeAttributes): void {
  const base = baseOf(path);
  const folder = parentOf(path);
  if (base === opaqueMark) return attributes.setOpaque(toSystemPath(folder));
  if (base.startsWith(internalPrefix)) return undefined;
  const name = base.slice(whiteoutPrefix.length);
  if (name === '' || name === '.' || name === '..') {
    throw new ArchiveError(`archive member ${JSON.stringify(path)} hides no valid name`);
  }
  const hidden = toSystemPath(folder === '' ? name : `${folder}/${name}`);
  const existing = lstatSync(hidden, { throwIfNoEntry: false });
  if (existing === undefined) makeNode(hidden, nodeTypes.character);
  else if (existing.isDirectory()) attributes.setOpaque(hidden);
  return undefined;
}
