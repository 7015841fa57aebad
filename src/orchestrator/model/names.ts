import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import type { ContainerSummary } from '../../engine-api/index.ts';
import { label } from '../labels.ts';

/** What names are made of: the project's own, and how parts are joined. */
export type Naming = Pick<Project, 'name' | 'compatibility'>;

function joined(project: Naming, ...parts: (string | number)[]): string {
  return [project.name, ...parts].join(separatorOf(project));
}

export function separatorOf({ compatibility }: Naming): string {
  return compatibility ? '_' : '-';
}

/** `app-web-1`, or the service's `container_name`. */
export function containerName(
  project: Naming,
  service: string,
  config: ServiceConfig,
  number: number,
): string {
  return config.container_name || defaultContainerName(project, service, number);
}

export function defaultContainerName(project: Naming, service: string, number: number | string): string {
  return joined(project, service, number);
}

/** Of a container of `run`. @param slug what makes it one of its own */
export function oneOffName(project: Naming, service: string, slug: string): string {
  return joined(project, service, 'run', slug);
}

/** The image that a service runs: `image`, else the one its build makes. */
export function imageName(project: Naming, service: string, config: ServiceConfig): string {
  return config.image || joined(project, service);
}

/** A container's own name without the slash; links give it further names of the form `/other/alias`. */
export function nameOf(container: Pick<ContainerSummary, 'Id' | 'Names'>): string {
  const own = container.Names.find((name) => name.lastIndexOf('/') === 0) ?? container.Names[0];
  return own?.slice(1) ?? container.Id.slice(0, 12);
}

export function serviceOf(container: Pick<ContainerSummary, 'Labels'>): string {
  return container.Labels[label.service] ?? '';
}

/** Replica number; undefined when the label is missing or not a number. */
export function numberOf(container: Pick<ContainerSummary, 'Labels'>): number | undefined {
  const text = container.Labels[label.containerNumber] ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

export function isOneOff(container: Pick<ContainerSummary, 'Labels'>): boolean {
  return container.Labels[label.oneOff] === 'True';
}

/** Of a service's own containers: neither of `run`, nor one that runs before them (`pre_start`). */
export function isRegular(container: Pick<ContainerSummary, 'Labels'>): boolean {
  return !isOneOff(container) && container.Labels[label.hook] === undefined;
}

/** What log lines are prefixed with: `web-1`, or the whole name when it is not the default one, as with `--compatibility`. */
export function logLabel(container: Pick<ContainerSummary, 'Id' | 'Names' | 'Labels'>): string {
  const name = nameOf(container);
  const project = container.Labels[label.project] ?? '';
  const standard = defaultContainerName(
    { name: project },
    serviceOf(container),
    container.Labels[label.containerNumber] ?? '',
  );
  return name === standard ? name.slice(project.length + 1) : name;
}
