import type { ServiceConfig } from '../../compose-file/index.ts';
import { defaultContainerName, type Naming, separatorOf } from './names.ts';

/** Each link under its own name and under the two that Docker Compose has always given it. */
export function linksOf(
  project: Naming,
  containerNames: (service: string) => readonly string[],
  config: ServiceConfig,
  number: number,
): string[] {
  const links: string[] = [];
  for (const link of config.links ?? []) {
    const [service = '', alias = service] = link.split(':');
    for (const container of containerNames(service)) {
      links.push(
        `${container}:${alias}`,
        `${container}:${service}${separatorOf(project)}${number}`,
        `${container}:${defaultContainerName(project, service, number)}`,
      );
    }
  }
  for (const link of config.external_links ?? []) {
    const [container = '', alias = container] = link.split(':');
    links.push(`${container}:${alias}`);
  }
  return links;
}
