import type { Change } from '../../dashboard-api/index.ts';
import { planContainers } from './plan-containers.ts';
import { planBuild, planDown, planPull, planUp, planVerb } from './plan-project.ts';
import { planRemoval } from './plan-removal.ts';
import type { PlanContext, Planned } from './planned.ts';

export function planChange(change: Change, context: PlanContext): Promise<Planned> {
  switch (change.kind) {
    case 'up':
      return planUp(change, context);
    case 'down':
      return planDown(change, context);
    case 'build':
      return planBuild(change, context);
    case 'pull':
      return planPull(change, context);
    case 'containers':
      return Promise.resolve(planContainers(change, context));
    case 'remove':
      return planRemoval(change, context);
    default:
      return planVerb(change, context);
  }
}
