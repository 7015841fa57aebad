import type { Project } from '../../compose-file/index.ts';
import { runSteps } from '../execute/run-steps.ts';
import type { Work } from '../execute/work.ts';
import { startDependencies } from '../model/dependencies.ts';
import { cause, type Step } from '../plan/steps.ts';

/** Does something for each service, those it depends on first; services that do not depend on each other at the same time. */
export async function eachInOrder(
  { project, signal, parallel }: Pick<Work, 'project' | 'signal' | 'parallel'>,
  task: (service: string) => Promise<void>,
  dependencies: (service: string) => string[] = (service) => startDependenciesOf(project, service),
): Promise<void> {
  const steps = Object.keys(project.services).map(
    (service): Step => ({
      kind: 'provide',
      id: service,
      service,
      after: dependencies(service),
      cause: cause(''),
    }),
  );
  await runSteps({ steps, warnings: [] }, (step) => task(step.id), { signal, parallel });
}

/** As `eachInOrder`, dependents first. */
export async function eachInReverseOrder(
  work: Pick<Work, 'project' | 'signal' | 'parallel'>,
  task: (service: string) => Promise<void>,
): Promise<void> {
  const { project } = work;
  const dependents = new Map<string, string[]>();
  for (const service of Object.keys(project.services)) {
    for (const dependency of startDependenciesOf(project, service)) {
      dependents.set(dependency, [...(dependents.get(dependency) ?? []), service]);
    }
  }
  await eachInOrder(work, task, (service) => dependents.get(service) ?? []);
}

function startDependenciesOf(project: Project, service: string): string[] {
  const config = project.services[service];
  return config === undefined ? [] : startDependencies(config);
}
