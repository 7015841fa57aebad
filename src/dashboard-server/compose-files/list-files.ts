import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Explanation } from '../../compose-file/index.ts';
import type { Problem } from '../../dashboard-api/index.ts';
import { mainFiles } from '../project/main-files.ts';
import type { ProjectSource } from '../project/project-source.ts';

export interface ListedFile {
  path: string;
  name: string;
  kind: 'compose' | 'env';
}

/** Where a value of an env file is said to be from: `web.env:3`. */
const ENV_PLACE = /^(.*):\d+$/;

/**
 * The files that make a project: those that were named or found, those that values and mistakes are from (included and extended ones
 * too), and env files. Files of other machines and of the cache are not among them.
 */
export function listFiles(
  { files, folder }: Pick<ProjectSource, 'files' | 'folder'>,
  values: readonly Explanation[],
  problems: readonly Problem[],
): ListedFile[] {
  const compose = new Set(files.length > 0 ? files : mainFiles(folder));
  for (const { position } of [...values, ...problems]) {
    if (position !== undefined && position.file.startsWith('/')) compose.add(position.file);
  }
  const env = new Set(existsSync(join(folder, '.env')) ? [join(folder, '.env')] : []);
  for (const { from, position } of values) {
    const file = position === undefined ? ENV_PLACE.exec(from)?.[1] : undefined;
    if (file !== undefined) env.add(file.startsWith('/') ? file : join(folder, file));
  }
  for (const file of env) compose.delete(file);
  return [
    ...[...compose].map((path) => listed(path, folder, 'compose')),
    ...[...env].map((path) => listed(path, folder, 'env')),
  ].filter(({ path }) => existsSync(path));
}

function listed(path: string, folder: string, kind: ListedFile['kind']): ListedFile {
  const name = relative(folder, path);
  return { path, name: name.startsWith('../../') ? path : name, kind };
}
