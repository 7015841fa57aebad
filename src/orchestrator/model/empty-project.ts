import type { Project } from '../../compose-file/index.ts';

/** For work that belongs to no project, and to begin with where a project has no files. */
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
