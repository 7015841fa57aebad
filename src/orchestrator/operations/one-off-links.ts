import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import type { ContainerSummary } from '../../engine-api/index.ts';
import { linksOf } from '../model/links.ts';
import { isOneOff, nameOf, serviceOf } from '../model/names.ts';

/** Links of a one-off container, whose number Docker Compose takes for -1. */
export function oneOffLinks(
  project: Project,
  config: ServiceConfig,
  containers: ContainerSummary[],
): string[] {
  const containerNames = (service: string): string[] =>
    containers.filter((container) => serviceOf(container) === service && !isOneOff(container)).map(nameOf);
  return linksOf(project, containerNames, config, -1);
}
