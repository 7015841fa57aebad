import type { ContainerSummary } from '../../engine-api/index.ts';
import type { RemoveOptions } from '../contract.ts';
import { nameOf, serviceOf } from '../model/names.ts';
import { inspectContainer } from '../observe/containers.ts';
import { resolveProject } from '../observe/resources.ts';
import { reporter } from '../progress.ts';
import { stop } from './stop.ts';

/** `rm`: stopped containers, after asking. Returns the names of those that were to be removed. */
export async function remove(options: RemoveOptions): Promise<string[]> {
  if (options.stop) await stop(options);
  const { project, containers } = await resolveProject(options, options.project);
  const services = options.services?.length ? options.services : Object.keys(project.services);
  const candidates = containers.filter((container) => services.includes(serviceOf(container)));
  const stopped = (await Promise.all(candidates.map((container) => ifStopped(options, container)))).flat();
  const names = stopped.map(nameOf);
  if (names.length === 0) return [];
  const agreed = await options.confirm?.(names);
  if (!options.force && !agreed) return [];
  const query = { v: options.volumes ?? false, force: options.force ?? false };
  await Promise.all(
    stopped.map(async (container) => {
      const report = reporter(options.onEvent, 'container', nameOf(container));
      report.working('Removing');
      const path = `/containers/${container.Id}`;
      await options.client.json({ method: 'DELETE', path, query, signal: options.signal });
      report.done('Removed');
    }),
  );
  return names;
}

/** The list may be older than the stop. */
async function ifStopped(options: RemoveOptions, container: ContainerSummary): Promise<ContainerSummary[]> {
  if (container.State !== 'running') return [container];
  const found = await inspectContainer(options, container.Id);
  return found === undefined || found.State.Running ? [] : [container];
}
