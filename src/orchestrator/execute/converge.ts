import type { ContainerRef, Step } from '../plan/steps.ts';
import { reporter } from '../progress.ts';
import { createContainer, recreateContainer } from './create-container.ts';
import { createNetwork, createVolume, replaceNetwork, replaceVolume } from './networks-and-volumes.ts';
import { runPreStart } from './pre-start.ts';
import { startContainer } from './start-container.ts';
import type { StateWatcher } from './state-watcher.ts';
import { removeContainer, stopContainer } from './stop-container.ts';
import { waitForDependency } from './wait-for-dependency.ts';
import type { ConvergeWork, Work } from './work.ts';

/** Carries out one step of a converging plan. */
export async function convergeStep(work: ConvergeWork, step: Step): Promise<void> {
  switch (step.kind) {
    case 'create-network':
      return createNetwork(work, step);
    case 'replace-network':
      return replaceNetwork(work, step);
    case 'create-volume':
      return createVolume(work, step);
    case 'replace-volume':
      return replaceVolume(work, step);
    case 'create-container':
      return createContainer(work, step);
    case 'recreate-container':
      return recreateContainer(work, step);
    case 'remove-container': {
      const service = step.withHooks ? step.service : undefined;
      return removeContainer(work, step.container, service, { volumes: false });
    }
    case 'stop-container':
      return stopContainer(work, step.container, step.service);
    case 'revive-container':
      return revive(work, step.container);
    case 'keep-container':
      if (step.running) reporter(work.emit, 'container', step.container.name).done('Running');
      return;
    // Providers were asked before the plan was made.
    case 'provide':
    case 'ready':
      return;
    case 'wait':
    case 'pre-start':
    case 'start-container':
      throw new Error(`${step.kind} is not a step of converging`);
  }
}

async function revive(work: Work, container: { id: string; name: string }): Promise<void> {
  const report = reporter(work.emit, 'container', container.name);
  report.working('Restart');
  await work.calls.start(container.id);
  report.done('Restarted');
}

export interface StartWork extends Work {
  watcher: StateWatcher;
  /** Containers of a service, which exist by now. */
  containersOf: (service: string) => { id: string; name: string }[];
}

/** Carries out one step of a starting plan. */
export async function startStep(work: StartWork, step: Step): Promise<void> {
  if (step.kind === 'wait')
    return waitForDependency(work, work.watcher, step, work.containersOf(step.dependency));
  if (step.kind === 'pre-start') return runPreStart(work, step.service, containerOf(work, step));
  if (step.kind !== 'start-container') throw new Error(`${step.kind} is not a step of starting`);
  return startContainer(work, containerOf(work, step), step.service, work.project.services[step.service]);
}

function containerOf(work: StartWork, step: { service: string; name: string }): ContainerRef {
  const container = work.containersOf(step.service).find(({ name }) => name === step.name);
  if (container === undefined) throw new Error(`container ${step.name} is not there to be started`);
  return container;
}
