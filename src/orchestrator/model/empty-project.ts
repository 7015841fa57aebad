import type { Project } from '../../compose-file/index.ts';

/** For work that belongs to no project. */
export function emptyProject(name = ''): Project {
  return {
    name,
    services: {},
    networks: {},
    volumes: {},
    secrets: {},
    configs: {},
    models: {},
    workingDir: '/',
    composeFiles: [],
    environment: {},
    profiles: [],
    disabledServices: {},
  };
}
