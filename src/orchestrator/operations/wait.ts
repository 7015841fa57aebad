import { UserError } from '../../shared/index.ts';
import type { WaitOptions } from '../contract.ts';
import { nameOf, serviceOf } from '../model/names.ts';
import { listContainers } from '../observe/containers.ts';
import { Merged } from '../streams/merge.ts';
import { down } from './down.ts';

interface Ended {
  service: string;
  container: string;
  containerId: string;
  exitCode: number;
}

/** `wait`: until the services' containers have ended; one that has already gives its exit code at once. */
export async function* wait(options: WaitOptions): AsyncGenerator<Ended, void, undefined> {
  const { client, signal } = options;
  const containers = (await listContainers(options, options.project.name, { oneOff: 'exclude' })).filter(
    (container) => options.services.length === 0 || options.services.includes(serviceOf(container)),
  );
  if (containers.length === 0) {
    throw new UserError('project-not-found', `no containers for project "${options.project.name}"`);
  }
  const merged = new Merged<Ended>();
  for (const container of containers)
    merged.add(endOf(container.Id, serviceOf(container), nameOf(container)));
  merged.close();
  yield* merged;
  if (options.downProject) {
    // By its name: what the files leave out without a profile goes, too.
    const project = { name: options.project.name };
    await down({ ...options, project, services: [], removeOrphans: true });
  }

  async function* endOf(
    id: string,
    service: string,
    container: string,
  ): AsyncGenerator<Ended, void, undefined> {
    const path = `/containers/${id}/wait`;
    const { StatusCode } = await client.json<{ StatusCode: number }>({ method: 'POST', path, signal });
    yield { service, container, containerId: id, exitCode: StatusCode };
  }
}
