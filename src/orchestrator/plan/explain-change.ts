import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import type { ContainerInspect, ContainerSummary, ImageInspect } from '../../engine-api/index.ts';
import type { Cause } from '../contract-plan.ts';
import { label } from '../labels.ts';
import { linksOf } from '../model/links.ts';
import { numberOf } from '../model/names.ts';
import { describeChanges } from './changes.ts';
import type { Observed } from './observed.ts';
import { cause } from './steps.ts';
import { explainByHash } from './untold.ts';

interface Wanted {
  project: Project;
  service: string;
  /** References to other services resolved. */
  config: ServiceConfig;
}

interface There {
  container: ContainerSummary;
  inspect: ContainerInspect;
  /** That the service has now. */
  image: ImageInspect | undefined;
  /** Names of a service's containers as they will be. */
  namesOf: (service: string) => string[];
}

/** Why a container is not what the file says, where its hash is another. */
export function explainChange(
  { project, service, config }: Wanted,
  { defaults }: Pick<Observed, 'defaults'>,
  { container, inspect, image, namesOf }: There,
): Cause {
  const ofContainer = image?.Id === container.Labels[label.image] ? (image?.Config ?? {}) : undefined;
  const links = linksOf(project, namesOf, config, numberOf(container) ?? 1);
  const actual = { container, inspect, image: ofContainer, links, defaults };
  const changes = describeChanges(project, service, config, actual);
  if (changes.length > 0) return cause('configuration changed', changes);
  const found = explainByHash(config, inspect, ofContainer, container.Labels[label.configHash]);
  return found === undefined
    ? cause('configuration changed, in what the engine does not tell of')
    : cause('configuration changed', [found]);
}
