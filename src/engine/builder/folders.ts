import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listMounts, type Trash, unmount } from '../host/index.ts';
import type { EnginePaths } from '../paths.ts';

/** Where the builder keeps things (docs/design/engine.md, "Folders"). */
export interface BuilderFolders {
  steps: string;
  fingerprints: string;
  /** Records of builds. */
  history: string;
  digests: string;
  cacheMounts: string;
  downloads: string;
  /** For what belongs to one build: on the disk, and in the run folder. */
  temporary: string;
  run: string;
  /** What lies here is deleted in the background. */
  trash: string;
}

export function builderFolders(paths: EnginePaths): BuilderFolders {
  const root = join(paths.root, 'builds');
  return {
    steps: join(root, 'steps.json'),
    fingerprints: join(root, 'fingerprints.json'),
    history: join(root, 'history'),
    digests: join(root, 'digests'),
    cacheMounts: join(root, 'mounts'),
    downloads: join(root, 'downloads'),
    temporary: join(root, 'tmp'),
    run: join(paths.run, 'builds'),
    trash: join(root, 'trash'),
  };
}

/** Makes the folders, and takes away what builds of a killed engine left in them. */
export function openFolders(folders: BuilderFolders, trash: Trash): void {
  const left = listMounts().filter(({ target }) => target.startsWith(`${folders.run}/`));
  for (const { target } of left.reverse()) unmount(target);
  trash.take(folders.temporary);
  rmSync(folders.run, { recursive: true, force: true });
  for (const folder of [folders.temporary, folders.run]) mkdirSync(folder, { recursive: true, mode: 0o711 });
  mkdirSync(folders.digests, { recursive: true, mode: 0o700 });
}

/** Folders for one build. */
export function beginFolders(folders: BuilderFolders): { temporary: string; run: string } {
  const id = randomBytes(6).toString('hex');
  const mine = { temporary: join(folders.temporary, id), run: join(folders.run, id) };
  mkdirSync(mine.temporary, { mode: 0o711 });
  mkdirSync(mine.run, { mode: 0o711 });
  return mine;
}

/** Nothing may be mounted below them any more. */
export async function endFolders(mine: { temporary: string; run: string }, trash: Trash): Promise<void> {
  trash.take(mine.temporary);
  await rm(mine.run, { recursive: true, force: true });
}
