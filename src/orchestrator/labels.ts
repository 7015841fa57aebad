/** Docker Compose's labels. Whoever writes and reads the same ones can take over the other's projects. */
export const label = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  configHash: 'com.docker.compose.config-hash',
  containerNumber: 'com.docker.compose.container-number',
  volume: 'com.docker.compose.volume',
  network: 'com.docker.compose.network',
  workingDir: 'com.docker.compose.project.working_dir',
  configFiles: 'com.docker.compose.project.config_files',
  environmentFile: 'com.docker.compose.project.environment_file',
  oneOff: 'com.docker.compose.oneoff',
  slug: 'com.docker.compose.slug',
  image: 'com.docker.compose.image',
  dependsOn: 'com.docker.compose.depends_on',
  version: 'com.docker.compose.version',
  replace: 'com.docker.compose.replace',
  /** Of containers that run before a service's own (Docker Compose 5). */
  hook: 'com.docker.compose.hook',
} as const;

/**
 * Names of variables that providers gave to a container under names of their own (`rawsetenv`), by commas: nothing else tells them from
 * those of a file.
 */
export const providedLabel = 'dev.tutti.provided';

/** The label says nothing of what a file asks for. */
export function isOwnLabel(name: string): boolean {
  return name === providedLabel || name.startsWith('com.docker.compose.');
}

/** The Docker Compose whose labels, names and hashes ours are. */
export const composeVersion = '2.40.3';
