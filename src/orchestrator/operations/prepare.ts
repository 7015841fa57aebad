import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import { UserError } from '../../shared/index.ts';
import type { CreateOptions } from '../contract.ts';
import { namedServices, noSuchService, withServices } from '../model/select.ts';

/** The project as the command's flags change it: selection, `--scale`, `--pull`, `--build`. */
export function prepareProject(options: CreateOptions): Project {
  const named = namedServices(options.project, options.services);
  const selected = withServices(options.project, named, { noDeps: options.noDeps ?? false });
  checkContainerNames(selected);
  for (const name of Object.keys(options.scale ?? {})) {
    if (options.project.services[name] === undefined) throw noSuchService(options.project, name);
  }
  const services = Object.entries(selected.services).map(([name, config]) => [
    name,
    applyFlags(name, config, options),
  ]);
  return {
    ...selected,
    services: Object.fromEntries(services) as Record<string, ServiceConfig>,
    disabledServices: { ...selected.disabledServices, ...leftOut(options.project, selected) },
  };
}

/** The files have them: their containers are no orphans. */
function leftOut(project: Project, selected: Project): Record<string, ServiceConfig> {
  return Object.fromEntries(
    Object.entries(project.services).filter(([name]) => selected.services[name] === undefined),
  );
}

function applyFlags(name: string, config: ServiceConfig, options: CreateOptions): ServiceConfig {
  const changed = { ...config };
  const replicas = options.scale?.[name];
  if (replicas !== undefined) {
    changed.scale = replicas;
    if (config.deploy !== undefined) changed.deploy = { ...config.deploy, replicas };
  }
  if (options.pull !== undefined && options.pull !== 'policy') changed.pull_policy = options.pull;
  if (options.build && config.build !== undefined) changed.pull_policy = 'build';
  return changed;
}

function checkContainerNames(project: Project): void {
  const owners = new Map<string, string>();
  for (const [name, { container_name: own }] of Object.entries(project.services)) {
    if (!own) continue;
    const other = owners.get(own);
    if (other !== undefined) {
      throw new UserError(
        'container-name-twice',
        `services.${name}: container name "${own}" is already in use by service ${other}`,
        { path: ['services', name, 'container_name'] },
      );
    }
    owners.set(own, name);
  }
}
