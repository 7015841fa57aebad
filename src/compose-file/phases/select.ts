import { matchesGlob } from 'node:path';
import { UserError } from '../../shared/index.ts';
import type { Project } from '../project.ts';
import type { ServiceConfig } from '../service.ts';
import { nearest } from '../suggest.ts';

function hasProfile(service: ServiceConfig, profiles: readonly string[]): boolean {
  const own = service.profiles ?? [];
  return own.length === 0 || profiles.some((profile) => profile === '*' || own.includes(profile));
}

/** Divides services into those whose profiles are active and the others. */
export function activateProfiles(project: Project, profiles: readonly string[]): void {
  project.profiles = [...profiles];
  if (!hasProfiles(project)) return;
  const all = Object.entries({ ...project.services, ...project.disabledServices });
  project.services = Object.fromEntries(all.filter(([, service]) => hasProfile(service, profiles)));
  project.disabledServices = Object.fromEntries(all.filter(([, service]) => !hasProfile(service, profiles)));
}

/** Whether any service waits for a profile, or did: to build thousands of services anew takes time. */
function hasProfiles({ services, disabledServices }: Project): boolean {
  for (const _ in disabledServices) return true;
  for (const name in services) if ((services[name]?.profiles ?? []).length > 0) return true;
  return false;
}

/** Services named on the command line: their profiles count as active, and of the rest only what they need is kept. */
export function selectServices(project: Project, names: readonly string[]): void {
  if (names.length === 0) return;
  const profiles = [...project.profiles];
  for (const name of names) {
    if (project.services[name] === undefined)
      profiles.push(...(project.disabledServices[name]?.profiles ?? []));
  }
  activateProfiles(project, profiles);
  const selected = new Set<string>();
  collect(project, names, selected);
  const all = Object.entries(project.services);
  project.services = Object.fromEntries(all.filter(([name]) => selected.has(name)));
  const others = all.filter(([name]) => !selected.has(name));
  project.disabledServices = { ...project.disabledServices, ...Object.fromEntries(others) };
  for (const service of Object.values(project.services)) keepDependencies(service, selected);
}

function keepDependencies(service: ServiceConfig, selected: ReadonlySet<string>): void {
  if (service.depends_on === undefined) return;
  const kept = Object.entries(service.depends_on).filter(([dependency]) => selected.has(dependency));
  if (kept.length > 0) service.depends_on = Object.fromEntries(kept);
  else delete service.depends_on;
}

function collect(project: Project, wanted: readonly string[], selected: Set<string>): void {
  const left: { name: string; required: boolean }[] = wanted.map((name) => ({ name, required: true }));
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { name, required } = next;
    const found = matching(project, name);
    if (found.length === 0 && required) throw noSuchService(project, name);
    for (const service of found) {
      if (selected.has(service)) continue;
      selected.add(service);
      const dependencies = Object.entries(project.services[service]?.depends_on ?? {});
      left.push(...dependencies.map(([dependency, { required }]) => ({ name: dependency, required })));
    }
  }
}

/** The service of this name, or those that a pattern such as `web*` stands for. */
function matching({ services }: Project, name: string): string[] {
  if (!/[*?[\\]/.test(name)) return Object.hasOwn(services, name) ? [name] : [];
  return Object.keys(services).filter((service) => matchesGlob(service, name));
}

export function noSuchService(project: Project, name: string): UserError {
  const near = nearest(name, Object.keys({ ...project.services, ...project.disabledServices }));
  const hint = near === undefined ? undefined : `Did you mean "${near}"?`;
  return new UserError('no-such-service', `no such service: ${name}`, hint === undefined ? {} : { hint });
}

/** Drops networks, volumes, secrets, configs and models that no active service uses. */
export function dropUnused(project: Project): void {
  const services = Object.values(project.services);
  const keep = <T>(
    resources: Record<string, T>,
    used: (service: ServiceConfig) => (string | undefined)[],
  ): Record<string, T> => {
    const names = new Set(services.flatMap(used));
    return Object.fromEntries(Object.entries(resources).filter(([name]) => names.has(name)));
  };
  project.networks = keep(project.networks, (service) => Object.keys(service.networks ?? {}));
  project.volumes = keep(project.volumes, (service) =>
    (service.volumes ?? []).map(({ type, source }) => (type === 'volume' ? source : undefined)),
  );
  project.secrets = keep(project.secrets, (service) =>
    [...(service.secrets ?? []), ...(service.build?.secrets ?? [])].map(({ source }) => source),
  );
  project.configs = keep(project.configs, (service) => (service.configs ?? []).map(({ source }) => source));
  project.models = keep(project.models, (service) => Object.keys(service.models ?? {}));
}
