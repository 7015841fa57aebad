import type { Project } from '../../compose-file/index.ts';
import type { ContainerSummary } from '../../engine-api/index.ts';
import { isOneOff, nameOf, serviceOf } from '../model/names.ts';
import { cause, type Plan } from './steps.ts';

/** Containers of services that the files do not have, and one-off ones that have ended. */
export function orphansOf(project: Project, containers: ContainerSummary[]): ContainerSummary[] {
  return containers.filter((container) => {
    if (isOneOff(container)) return container.State === 'exited' || container.State === 'dead';
    const service = serviceOf(container);
    return project.services[service] === undefined && project.disabledServices?.[service] === undefined;
  });
}

export function planOrphans(
  project: Project,
  containers: ContainerSummary[],
  options: { removeOrphans: boolean; ignoreOrphans: boolean },
): Plan {
  const orphans = options.ignoreOrphans ? [] : orphansOf(project, containers);
  if (orphans.length === 0) return { steps: [], warnings: [] };
  if (!options.removeOrphans) {
    const names = orphans.map(nameOf).join(' ');
    return {
      steps: [],
      warnings: [
        `Found orphan containers ([${names}]) for this project. If you removed or renamed this service in your compose ` +
          'file, you can run this command with the --remove-orphans flag to clean it up.',
      ],
    };
  }
  return {
    warnings: [],
    steps: orphans.map((container) => ({
      kind: 'remove-container',
      id: `remove container ${nameOf(container)}`,
      service: serviceOf(container),
      container: { id: container.Id, name: nameOf(container) },
      withHooks: false,
      after: [],
      cause: cause('orphan'),
    })),
  };
}
