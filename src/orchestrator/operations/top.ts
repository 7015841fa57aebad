import type { ContainerTop } from '../../engine-api/index.ts';
import type { OperationContext, ServiceSelection } from '../contract.ts';
import type { ProcessTable } from '../contract-results.ts';
import { nameOf, numberOf, serviceOf } from '../model/names.ts';
import { listContainers } from '../observe/containers.ts';

/** `top`: the processes of running containers. */
export async function top(options: OperationContext & ServiceSelection): Promise<ProcessTable[]> {
  const { client, signal, services = [] } = options;
  const containers = (await listContainers(options, options.project.name, { all: false })).filter(
    (container) => services.length === 0 || services.includes(serviceOf(container)),
  );
  return Promise.all(
    containers.map(async (container) => {
      const path = `/containers/${container.Id}/top`;
      const { Titles, Processes } = await client.json<ContainerTop>({ method: 'GET', path, signal });
      return {
        service: serviceOf(container) || nameOf(container),
        container: nameOf(container),
        number: numberOf(container),
        titles: Titles,
        processes: Processes,
      };
    }),
  );
}
