import type { Project } from '../../compose-file/index.ts';
import type { ContainerSummary } from '../../engine-api/index.ts';
import type { DownOptions } from '../contract.ts';
import type { PlannedStep, PlanReport } from '../contract-plan.ts';
import { startDependencies } from '../model/dependencies.ts';
import { nameOf, serviceOf } from '../model/names.ts';
import { withDependents } from '../model/select.ts';
import { listByLabel, resolveProject } from '../observe/resources.ts';
import { orphansOf } from '../plan/orphans.ts';
import { imagesToRemove } from './down.ts';

/** What `down` would remove; sends only requests that read. */
export async function planDown(options: DownOptions): Promise<PlanReport> {
  const oneOff = options.removeOrphans ? 'include' : 'exclude';
  const query = { withResources: true, oneOff } as const;
  const { project, containers } = await resolveProject(options, options.project, query);
  const chosen = options.services?.length ? withDependents(project, options.services) : project;
  const orphans = options.removeOrphans ? orphansOf(project, containers) : [];
  const removals = [
    ...containerSteps(chosen, containers),
    ...orphans.map((orphan) => step('container', nameOf(orphan), 'orphan', [])),
  ];
  const after = removals.map(({ id }) => id);
  const existing = await listByLabel(options, project.name);
  const networks = existing.networks.filter(({ Name }) => isOwn(project.networks, Name));
  const volumes = options.volumes ? existing.volumes.filter(({ Name }) => isOwn(project.volumes, Name)) : [];
  const { client, signal } = options;
  const images = options.rmi === undefined ? [] : await imagesToRemove({ client, signal, project }, options);
  const steps = [
    ...removals,
    ...networks.map(({ Name }) => step('network', Name, 'down', after)),
    ...images.map((image) => step('image', image, `--rmi ${options.rmi ?? ''}`, after)),
    ...volumes.map(({ Name }) => step('volume', Name, '--volumes', after)),
  ];
  return { steps, warnings: [], text: steps.map(({ id, cause: { reason } }) => `${id}: ${reason}`) };
}

/** Dependents go before what they depend on. */
function containerSteps(project: Project, containers: ContainerSummary[]): PlannedStep[] {
  return containers
    .filter((container) => project.services[serviceOf(container)] !== undefined)
    .map((container) => {
      const service = serviceOf(container);
      const dependents = Object.entries(project.services)
        .filter(([, config]) => startDependencies(config).includes(service))
        .map(([name]) => name);
      const before = containers.filter((other) => dependents.includes(serviceOf(other)));
      const after = before.map((other) => idOf('container', nameOf(other)));
      return { ...step('container', nameOf(container), 'down', after), service };
    });
}

function isOwn(resources: Record<string, { name?: string; external?: boolean }>, name: string): boolean {
  return Object.values(resources).some((resource) => resource.name === name && !resource.external);
}

function step(resource: PlannedStep['resource'], name: string, reason: string, after: string[]): PlannedStep {
  return {
    id: idOf(resource, name),
    action: 'remove',
    resource,
    name,
    cause: { reason, changes: [] },
    after,
  };
}

function idOf(resource: PlannedStep['resource'], name: string): string {
  return `remove ${resource} ${name}`;
}
