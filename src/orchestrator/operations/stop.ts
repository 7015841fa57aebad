import type { StopOptions } from '../contract.ts';
import { runProvider } from '../execute/provider.ts';
import { runLimited } from '../execute/run-limited.ts';
import { stopContainer } from '../execute/stop-container.ts';
import { nameOf, serviceOf } from '../model/names.ts';
import { resolveProject } from '../observe/resources.ts';
import { eachInReverseOrder } from './in-order.ts';
import { openWork } from './open-work.ts';

/** `stop`: dependents before what they depend on. */
export async function stop(options: StopOptions): Promise<void> {
  const { project, containers } = await resolveProject(options, options.project);
  using work = openWork(options, project);
  const services = options.services?.length ? options.services : Object.keys(project.services);
  await eachInReverseOrder(work, async (service) => {
    if (!services.includes(service)) return;
    if (project.services[service]?.provider !== undefined) return runProvider(work, service, 'stop');
    const mine = containers.filter((container) => serviceOf(container) === service);
    await runLimited(mine, work.parallel, (container) =>
      stopContainer(work, { id: container.Id, name: nameOf(container) }, service),
    );
  });
}
