import type { Model } from './load.ts';
import { type Decoded, decode } from './model/decode.ts';
import { project as projectType } from './model/project.ts';
import { checkConsistency } from './phases/consistency.ts';
import type { LoadContext } from './phases/context.ts';
import { SECRET_VALUE } from './phases/resolve-variables.ts';
import { activateProfiles, dropUnused, selectServices } from './phases/select.ts';
import { resolveEnvFiles, resolveLabelFiles } from './phases/service-files.ts';
import { keepPlaces } from './places.ts';
import type { Project } from './project.ts';

/** Gives a tree its types, and does what needs the project as a whole: profiles, checks, env files, selection. */
export async function toProject(model: Model, context: LoadContext): Promise<Project> {
  const { options } = context;
  const project = decodeProject(model, context);
  context.endIfLarge();
  keepPlaces(project, model.root);
  activateProfiles(project, activeProfiles(model, options.profiles));
  if (options.noConsistency !== true) checkConsistency({ project, model: model.root, context });
  if (options.noEnvResolution !== true) await resolveEnvFiles(project, model.root, context);
  await resolveLabelFiles(project, model.root, context);
  if (context.problems.length > 0) return project;
  selectServices(project, options.services ?? []);
  if (options.allResources !== true) dropUnused(project);
  return project;
}

function activeProfiles({ location }: Model, given: readonly string[] = []): string[] {
  if (given.length > 0) return [...given];
  const fromVariable = location.environment.get('COMPOSE_PROFILES') ?? '';
  // The empty name is that of a profile like any other.
  return fromVariable.split(',').map((profile) => profile.trim());
}

function decodeProject({ name, root, location }: Model, context: LoadContext): Project {
  const decoded = (decode(projectType, root, [], context) ?? {}) as Record<string, Decoded>;
  const { services, networks, volumes, secrets, configs, models, ...others } = decoded;
  const extensions = Object.entries(others).filter(([key]) => key.startsWith('x-'));
  return {
    ...Object.fromEntries(extensions),
    name,
    services: resources(services),
    networks: resources(networks),
    volumes: resources(volumes),
    secrets: withContent(resources(secrets)),
    configs: resources(configs),
    models: resources(models),
    workingDir: location.workingDir,
    composeFiles: location.files,
    environment: location.environment.toRecord(),
    profiles: [],
    disabledServices: {},
    ...(context.options.compatibility === true ? { compatibility: true } : {}),
  } as unknown as Project;
}

/** The value of a secret from the environment becomes its content, which no printer shows. */
function withContent(secrets: Record<string, Decoded>): Record<string, Decoded> {
  for (const secret of Object.values(secrets) as Record<string, Decoded>[]) {
    const value = secret?.[SECRET_VALUE];
    if (value === undefined) continue;
    delete secret[SECRET_VALUE];
    secret['content'] = value;
  }
  return secrets;
}

function resources(value: Decoded | undefined): Record<string, Decoded> {
  return (value ?? {}) as Record<string, Decoded>;
}
