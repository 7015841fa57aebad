import { readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LoadOptions } from '../../compose-file/index.ts';

/** Names of main files, as they are looked for. */
const MAIN = /^(?:docker-)?compose(?:\.override)?\.ya?ml$/;

/** The Compose files of a folder, those that override last. */
export function mainFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => MAIN.test(name))
      .sort((a, b) => Number(a.includes('override')) - Number(b.includes('override')))
      .map((name) => join(realpathSync(folder), name));
  } catch {
    return [];
  }
}

/** Whether loading without named files finds any: in its folder or above, or by `COMPOSE_FILE`. */
export function findsFiles({ cwd, environment }: Pick<LoadOptions, 'cwd' | 'environment'>): boolean {
  if (environment['COMPOSE_FILE']) return true;
  const above = dirname(cwd);
  return mainFiles(cwd).length > 0 || (above !== cwd && findsFiles({ cwd: above, environment }));
}
