/** Steps that make, stop, keep and remove one container, each with its cause. */
import type { ContainerSummary } from '../../engine-api/index.ts';
import type { Cause } from '../contract-plan.ts';
import { nameOf, serviceOf } from '../model/names.ts';
import { type ContainerRef, cause, type StepOf } from './steps.ts';

export function createStep(
  service: string,
  name: string,
  number: number,
  after: string[],
): StepOf<'create-container'> {
  return {
    kind: 'create-container',
    id: `create container ${name}`,
    service,
    name,
    number,
    after,
    cause: cause('missing'),
  };
}

export function recreateStep(
  made: { service: string; name: string; number: number },
  replaced: ContainerSummary,
  why: Cause,
  after: string[],
): StepOf<'recreate-container'> {
  return {
    kind: 'recreate-container',
    id: `recreate container ${made.name}`,
    ...made,
    replaced,
    shownName: nameOf(replaced),
    after,
    cause: why,
  };
}

export function stopStep(container: ContainerSummary, why: string): StepOf<'stop-container'> {
  return {
    kind: 'stop-container',
    id: `stop container ${nameOf(container)}`,
    service: serviceOf(container),
    container: ref(container),
    after: [],
    cause: cause(why),
  };
}

export function keepStep(
  service: string,
  container: ContainerSummary,
  running: boolean,
): StepOf<'keep-container'> {
  return {
    kind: 'keep-container',
    id: `keep container ${nameOf(container)}`,
    service,
    container: ref(container),
    running,
    after: [],
    cause: cause(''),
  };
}

/** Of one that is paused or half-removed. */
export function reviveStep(service: string, container: ContainerSummary): StepOf<'revive-container'> {
  return {
    kind: 'revive-container',
    id: `restart container ${nameOf(container)}`,
    service,
    container: ref(container),
    after: [],
    cause: cause(`it is ${container.State}`),
  };
}

/** Of one that the service's scale leaves over. */
export function surplusStep(service: string, container: ContainerSummary): StepOf<'remove-container'> {
  return {
    kind: 'remove-container',
    id: `remove container ${nameOf(container)}`,
    service,
    container: ref(container),
    withHooks: true,
    after: [],
    cause: cause('scale'),
  };
}

function ref(container: ContainerSummary): ContainerRef {
  return { id: container.Id, name: nameOf(container) };
}
