import type { BuildConfig, Project, ServiceConfig } from '../../compose-file/index.ts';

const ofServices: (keyof ServiceConfig)[] = ['credential_spec'];

/** Who builds, and what it does not heed. */
const ofBuilds: Record<'embedded' | 'buildx' | 'podman' | 'classic', (keyof BuildConfig)[]> = {
  embedded: ['cache_from', 'cache_to', 'isolation', 'provenance', 'sbom'],
  buildx: ['isolation'],
  podman: ['cache_to', 'isolation', 'privileged', 'provenance', 'sbom'],
  classic: ['cache_to', 'isolation', 'privileged', 'provenance', 'sbom'],
};

/** Attributes that the file has and that we do not carry out, by name: none is dropped silently. */
export function servicesNotDone(project: Project): string[] {
  return Object.entries(project.services).flatMap(([service, config]) =>
    ofServices.filter((key) => isSet(config[key])).map((key) => ignored(`services.${service}.${key}`)),
  );
}

/** The same for `build` sections. */
export function buildsNotDone(project: Project, builder: keyof typeof ofBuilds): string[] {
  return Object.entries(project.services).flatMap(([service, { build = {} }]) =>
    ofBuilds[builder]
      .filter((key) => isSet(build[key]))
      .map((key) => ignored(`services.${service}.build.${key}`)),
  );
}

function ignored(path: string): string {
  return `${path} is not supported and is ignored`;
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
