import type { Project } from '../../compose-file/index.ts';
import { type BakeFile, bakeFile } from '../bake/bake-file.ts';
import type { BuildOptions } from '../contract.ts';
import { type BuildSettings, buildServices } from '../execute/build.ts';
import { imageBuild, withBuildDependencies } from '../execute/image-build.ts';
import { rehearseBuild } from '../execute/rehearse-build.ts';
import { warnNotDone } from '../execute/warn-not-done.ts';
import { enableServices, namedServices, withServices } from '../model/select.ts';
import { openWork } from './open-work.ts';
import { push } from './pull.ts';

/** `build`: the images of the services named, or of all. */
export async function build(options: BuildOptions): Promise<void> {
  const { project, services } = selectBuilds(options);
  if (options.client.readOnly) {
    rehearseBuild(options.onEvent, project, services);
    return;
  }
  await warnNotDone(options, withServices(project, services, { noDeps: true }));
  using work = openWork(options, project);
  const pushed = await buildServices(work, services, buildSettings(options));
  // BuildKit pushes what it builds.
  if (options.push && !pushed.isPushed) await push({ ...options, project, services });
}

/** `build --print`: what is given to `buildx bake`; undefined when there is nothing to build. */
export function printableBakeFile(options: Omit<BuildOptions, 'client'>): Promise<BakeFile | undefined> {
  const { project, services } = selectBuilds(options);
  if (services.length === 0) return Promise.resolve(undefined);
  const settings = buildSettings(options);
  const defined = withServices(project, services, {});
  const builds = withBuildDependencies(defined, Object.keys(defined.services));
  const files = builds.map((service) => imageBuild(project, service, settings));
  return Promise.resolve(bakeFile(project, files, services));
}

/** Those asked for, whatever their profiles, with those that they need as contexts. */
function selectBuilds(options: Omit<BuildOptions, 'client'>): { project: Project; services: string[] } {
  const project = enableServices(options.project, options.services ?? []);
  const names = namedServices(project, options.services);
  const wanted = withServices(project, names, { noDeps: !options.withDependencies });
  return { project, services: withBuildDependencies(project, Object.keys(wanted.services)) };
}

function buildSettings(options: Omit<BuildOptions, 'client'>): BuildSettings {
  const { noCache, pull, push: pushes, buildArgs, quiet, memory, ssh } = options;
  const { builder, provenance, sbom, check, report } = options;
  const all = { noCache, pull, push: pushes, buildArgs, quiet, memory, ssh };
  const more = { builder, provenance, sbom, check, report };
  return Object.fromEntries(
    Object.entries({ ...all, ...more }).filter(([, value]) => value !== undefined),
  ) as BuildSettings;
}
