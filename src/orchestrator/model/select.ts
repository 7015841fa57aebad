import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import { UserError } from '../../shared/index.ts';
import { startDependencies } from './dependencies.ts';
import { meantService } from './mistyped.ts';

/** The services named, which must exist; all when none is named. */
export function namedServices(project: Project, names: string[] | undefined): string[] {
  if (names === undefined || names.length === 0) return Object.keys(project.services);
  for (const name of names) if (project.services[name] === undefined) throw noSuchService(project, name);
  return [...new Set(names)];
}

/** Docker Compose's sentence for a service that the project does not have. */
export function noSuchService(
  project: Pick<Project, 'services' | 'disabledServices'>,
  name: string,
): UserError {
  if (project.disabledServices?.[name] !== undefined) {
    return new UserError('service-disabled', `no such service: ${name}: it is disabled by its profiles`, {
      hint: `Enable one of its profiles: --profile ${project.disabledServices[name].profiles?.join(', ') ?? ''}`,
    });
  }
  return new UserError('no-such-service', `no such service: ${name}`, {
    hint: meantService(
      name,
      Object.keys({ ...project.services, ...project.disabledServices }),
      `The project has: ${Object.keys(project.services).join(', ')}.`,
    ),
  });
}

/** The project with these services, whatever their profiles. */
export function enableServices(project: Project, names: readonly string[]): Project {
  const disabled = names.filter((name) => Object.hasOwn(project.disabledServices, name));
  if (disabled.length === 0) return project;
  const services = { ...project.services, ...pick(project.disabledServices, new Set(disabled)) };
  const rest = new Set(Object.keys(project.disabledServices).filter((name) => !disabled.includes(name)));
  return { ...project, services, disabledServices: pick(project.disabledServices, rest) };
}

/** The project with only the services named, and with those they depend on unless `noDeps`. */
export function withServices(
  project: Project,
  names: string[] | undefined,
  options: { noDeps?: boolean },
): Project {
  if (names === undefined || names.length === 0) return project;
  const kept = new Set<string>();
  const visit = (name: string): void => {
    const config = project.services[name];
    if (config === undefined || kept.has(name)) return;
    kept.add(name);
    if (!options.noDeps) for (const dependency of startDependencies(config)) visit(dependency);
  };
  for (const name of namedServices(project, names)) visit(name);
  return { ...project, services: pick(project.services, kept) };
}

/** The project with those named and all that depend on them, directly or not. */
export function withDependents(project: Project, names: string[]): Project {
  const kept = new Set(names);
  for (let size = -1; size !== kept.size; ) {
    size = kept.size;
    for (const [name, config] of Object.entries(project.services)) {
      if (startDependencies(config).some((dependency) => kept.has(dependency))) kept.add(name);
    }
  }
  return { ...project, services: pick(project.services, kept) };
}

function pick(services: Record<string, ServiceConfig>, names: Set<string>): Record<string, ServiceConfig> {
  return Object.fromEntries(Object.entries(services).filter(([name]) => names.has(name)));
}
