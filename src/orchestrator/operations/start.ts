import type { ContainerSummary } from '../../engine-api/index.ts';
import { UserError } from '../../shared/index.ts';
import type { StartOptions } from '../contract.ts';
import { nameOf, numberOf, serviceOf } from '../model/names.ts';
import { namedServices, withServices } from '../model/select.ts';
import { scaleOf } from '../model/values.ts';
import { resolveProject } from '../observe/resources.ts';
import type { Standing } from '../plan/converge.ts';
import { warn } from '../progress.ts';
import { startServices } from './start-services.ts';

/** `start`: containers that exist already, those they depend on first. */
export async function start(options: StartOptions): Promise<void> {
  const { project, containers, fromLabels } = await resolveProject(options, options.project);
  if (fromLabels && containers.length === 0) {
    throw new UserError('project-not-found', `no container found for project "${project.name}": not found`);
  }
  const selected = withServices(project, namedServices(project, options.services), {});
  const standing = standingOf(containers);
  for (const [service, config] of Object.entries(selected.services)) {
    if (standing.has(service) || scaleOf(config) === 0 || config.provider !== undefined) continue;
    const message = `service "${service}" has no container to start`;
    // As with Docker Compose: with containers of others the rest is started.
    if (containers.length > 0) warn(options.onEvent, message);
    else throw new UserError('no-container-to-start', message, { hint: 'Create it with `up` or `create`.' });
  }
  await startServices(options, selected, standing);
}

export function standingOf(containers: ContainerSummary[]): Map<string, Standing[]> {
  const standing = new Map<string, Standing[]>();
  for (const container of containers) {
    const service = serviceOf(container);
    standing.set(service, [
      ...(standing.get(service) ?? []),
      {
        name: nameOf(container),
        number: numberOf(container) ?? 1,
        running: container.State === 'running',
        id: container.Id,
      },
    ]);
  }
  return standing;
}
