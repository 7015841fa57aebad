import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../shared/index.ts';
import type { Work } from '../execute/work.ts';
import { listContainers } from '../observe/containers.ts';
import { inspectImage } from '../observe/images.ts';
import { syncFiles } from './sync-files.ts';
import { ignoresFolder, matchRule, type PathMapping, type WatchRule } from './watch-rules.ts';

/** Copies what is newer than the image before the watch begins (`initial_sync`), as Docker Compose 2.40 does. */
export async function syncInitially(
  work: Pick<Work, 'client' | 'signal' | 'project'>,
  rule: WatchRule,
): Promise<void> {
  const created = await imageCreated(work, rule.service);
  const root = await lstat(rule.path).catch((error: unknown) => {
    throw new UserError('watch-path-missing', `stat ${rule.path}: no such file or directory`, {
      hint: `It is watched with initial_sync by service ${rule.service}.`,
      cause: error,
    });
  });
  const mappings: PathMapping[] = [];
  await collect(rule, rule.path, root, created, mappings);
  if (mappings.length > 0) await syncFiles(work, rule.service, mappings);
}

async function collect(
  rule: WatchRule,
  path: string,
  stats: Stats,
  since: number,
  mappings: PathMapping[],
): Promise<void> {
  if (!stats.isDirectory()) {
    const mapping = stats.mtimeMs < since ? undefined : matchRule(rule, path);
    if (mapping !== undefined) mappings.push(mapping);
    return;
  }
  if (ignoresFolder(rule, path)) return;
  for (const name of await readdir(path)) {
    const child = join(path, name);
    const found = await lstat(child).catch(() => undefined);
    if (found !== undefined) await collect(rule, child, found, since, mappings);
  }
}

/** Milliseconds since the epoch. */
async function imageCreated(
  work: Pick<Work, 'client' | 'signal' | 'project'>,
  service: string,
): Promise<number> {
  const [container] = await listContainers(work, work.project.name, { service });
  if (container === undefined)
    throw new UserError('no-container-to-sync', `service "${service}" has no container to copy files to`, {
      hint: 'Start it with `up`, or leave out --no-up.',
    });
  const image = await inspectImage(work, container.ImageID);
  return Date.parse(image?.Created ?? '') || 0;
}
