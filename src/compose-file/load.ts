import { UserError } from '../shared/index.ts';
import { LoadError } from './errors.ts';
import type { LoadOptions } from './options.ts';
import type { Project } from './project.ts';

/**
 * Loads a Compose project.
 * @throws LoadError with every mistake found, each with file, line and column.
 */
export async function loadProject(options: LoadOptions): Promise<Project> {
  throw new LoadError([
    new UserError('no-compose-file', `no configuration file provided: not found in ${options.cwd}`),
  ]);
}
