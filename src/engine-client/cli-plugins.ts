import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './contract.ts';
import { dockerConfigFolder, readDockerConfig } from './docker-config.ts';

/** Where the docker CLI looks after the user's own folders. */
const systemFolders = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
];

/** The program of a plugin of the docker CLI (`buildx`); undefined when it is not installed. */
export function findCliPlugin(name: string, env: Environment): string | undefined {
  const { cliPluginsExtraDirs = [] } = readDockerConfig(env);
  const folders = [...cliPluginsExtraDirs, join(dockerConfigFolder(env), 'cli-plugins'), ...systemFolders];
  return folders.map((folder) => join(folder, `docker-${name}`)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
