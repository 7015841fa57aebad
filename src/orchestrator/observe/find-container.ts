import type { ContainerSummary } from '../../engine-api/index.ts';
import { UserError } from '../../shared/index.ts';
import { startHint } from '../model/mistyped.ts';
import { isOneOff, numberOf, serviceOf } from '../model/names.ts';
import { type ContainerQuery, listContainers } from './containers.ts';

/** The container of a service that a command means: the one numbered `index`, else the first, one-off ones last. */
export async function findContainer(
  query: ContainerQuery,
  project: string,
  service: string,
  options: { index?: number | undefined; all?: boolean; oneOff?: 'include' | 'exclude' },
): Promise<ContainerSummary> {
  const { index = 0, all = false, oneOff = 'include' } = options;
  const containers = await listContainers(query, project, { all, oneOff, service });
  const [found] = containers
    .filter((container) => index <= 0 || numberOf(container) === index)
    .sort((a, b) => Number(isOneOff(a)) - Number(isOneOff(b)) || (numberOf(a) ?? 0) - (numberOf(b) ?? 0));
  if (found !== undefined) return found;
  const running = await listContainers(query, project, { all: false, oneOff: 'exclude' });
  throw serviceNotRunning(service, index, [...new Set(running.map(serviceOf))].sort());
}

/**
 * @param index 0 for any of its containers
 * @param running services that do run: the name may have been mistyped
 */
export function serviceNotRunning(service: string, index: number, running: string[] = []): UserError {
  return new UserError(
    'service-not-running',
    index > 0
      ? `service "${service}" is not running container #${index}`
      : `service "${service}" is not running`,
    { hint: startHint(service, running) },
  );
}
