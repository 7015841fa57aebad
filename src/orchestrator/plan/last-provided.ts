import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import { providedLabel } from '../labels.ts';
import { imageName, isOneOff, serviceOf } from '../model/names.ts';
import type { Observed } from './observed.ts';

/**
 * A plan asks no provider, for that changes things. What providers gave last time is in the containers of those who depend on them, so
 * that these are not taken for changed: variables with the provider's name before them, and those that a label names.
 */
export function withLastProvided(project: Project, observed: Observed): Project {
  const services = Object.entries(project.services).map(([service, config]) => [
    service,
    withGiven(project, observed, service, config),
  ]);
  return { ...project, services: Object.fromEntries(services) as Record<string, ServiceConfig> };
}

function withGiven(
  project: Project,
  observed: Observed,
  service: string,
  config: ServiceConfig,
): ServiceConfig {
  const prefixes = Object.keys(config.depends_on ?? {})
    .filter((name) => project.services[name]?.provider !== undefined)
    .map((name) => `${name.toUpperCase()}_`);
  const container = observed.containers.find((each) => serviceOf(each) === service && !isOneOff(each));
  const variables = observed.details?.get(container?.Id ?? '')?.Config.Env ?? [];
  const ofImage = new Set(observed.images.get(imageName(project, service, config))?.Config?.Env);
  const named = container?.Labels[providedLabel]?.split(',').map((name) => `${name}=`) ?? [];
  const isGiven = (entry: string): boolean =>
    named.some((start) => entry.startsWith(start)) ||
    (!ofImage.has(entry) && prefixes.some((prefix) => entry.startsWith(prefix)));
  const given = variables
    .filter(isGiven)
    .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const);
  return given.length === 0
    ? config
    : { ...config, environment: { ...config.environment, ...Object.fromEntries(given) } };
}
