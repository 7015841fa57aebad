import type { LifecyclePlanOptions } from '../contract.ts';
import type { PlanReport } from '../contract-plan.ts';
import { nameOf, serviceOf } from '../model/names.ts';
import { resolveProject } from '../observe/resources.ts';
import { planLifecycleSteps } from '../plan/lifecycle.ts';

/** What `start`, `stop`, `restart`, `kill`, `pause` or `unpause` would do; sends only requests that read. */
export async function planLifecycle(options: LifecyclePlanOptions): Promise<PlanReport> {
  const { project, containers } = await resolveProject(options, options.project);
  const steps = planLifecycleSteps({
    verb: options.verb,
    project,
    services: options.services ?? [],
    containers: containers.map((container) => ({
      name: nameOf(container),
      service: serviceOf(container),
      state: container.State,
    })),
  });
  return { steps, warnings: [], text: steps.map(({ id, cause: { reason } }) => `${id}: ${reason}`) };
}
