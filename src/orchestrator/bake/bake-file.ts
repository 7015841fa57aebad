import type { Project } from '../../compose-file/index.ts';
import type { ImageBuild } from '../execute/image-build.ts';
import { type BakeTarget, bakeTarget, type TargetNames } from './bake-target.ts';

/** What `buildx bake` builds (https://docs.docker.com/build/bake/reference/), in the order in which Docker Compose writes it. */
export interface BakeFile {
  group: { default: { targets: string[] } };
  target: Record<string, BakeTarget>;
}

/**
 * @param builds all that the file defines: those asked for, and those that these may refer to
 * @param wanted the services whose images are asked for
 */
export function bakeFile(
  project: Project,
  builds: readonly ImageBuild[],
  wanted: readonly string[],
): BakeFile {
  const names = targetNames(Object.keys(project.services));
  const targets = builds.map((build) => [names.get(build.service) ?? '', bakeTarget(build, names)] as const);
  return {
    group: { default: { targets: wanted.map((service) => names.get(service) ?? service) } },
    target: Object.fromEntries(targets.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** A target's name has no dots; where two services come to have the same one, the second gets an underscore more. */
export function targetNames(services: readonly string[]): TargetNames {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const service of services.toSorted()) {
    let name = service.replaceAll('.', '_');
    while (taken.has(name)) name += '_';
    taken.add(name);
    names.set(service, name);
  }
  return names;
}
