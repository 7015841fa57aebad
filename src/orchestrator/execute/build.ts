import { UserError } from '../../shared/index.ts';
import { bakeFile, targetNames } from '../bake/bake-file.ts';
import { reporter, warn } from '../progress.ts';
import { type ArchiveBuilder, classicBuilder } from './archive-builders.ts';
import { buildFromArchive } from './build-from-archive.ts';
import { buildInFolder, checkInFolder } from './build-in-folder.ts';
import { type BuilderChoice, chooseBuilder } from './choose-builder.ts';
import {
  type BuildSettings,
  checkFailed,
  type ImageBuild,
  imageBuild,
  neededBuilds,
  withBuildDependencies,
} from './image-build.ts';
import { podmanBuilder } from './podman-builder.ts';
import { runLimited } from './run-limited.ts';
import type { Work } from './work.ts';

export type { BuildSettings } from './image-build.ts';

export interface BuiltImages {
  /** Their names. */
  images: string[];
  /** The builder has pushed what was to be pushed. */
  isPushed: boolean;
}

/** Builds the images of services, side by side where one is not the base of another. */
export async function buildServices(
  work: Work,
  services: readonly string[],
  settings: BuildSettings,
): Promise<BuiltImages> {
  const all = withBuildDependencies(work.project, services);
  const builder = await chooseBuilder(work.client);
  const { address } = work.client;
  const builds = all.map((service) => imageBuild(work.project, service, settings, address));
  if (builder.kind === 'buildx') await bake(work, builder.program, builds, settings);
  else if (builder.kind === 'embedded') await buildByOurselves(work, builder, builds, settings);
  else await buildOneByOne(work, builder, builds);
  return { images: builds.map(({ image }) => image), isPushed: builder.kind === 'buildx' };
}

/** Our own engine's builder makes images for one platform each, without attestations. */
async function buildByOurselves(
  work: Work,
  builder: BuilderChoice,
  builds: ImageBuild[],
  settings: BuildSettings,
): Promise<void> {
  for (const flag of ['provenance', 'sbom'] as const) {
    if (!settings[flag] || settings[flag] === 'false') continue;
    throw new UserError('build-needs-buildkit', `build --${flag} is not supported by the embedded engine`, {
      hint: 'Build it with a Docker Engine and buildx: DOCKER_HOST=unix:///var/run/docker.sock',
    });
  }
  if (settings.builder) warn(work.emit, '--builder has no effect: the embedded engine has one builder');
  const { Os, Arch } = await work.client.version();
  const single = builds.map((build) => forOnePlatform(work, build, `${Os}/${Arch}`));
  await (settings.check ? check(work, single) : buildOneByOne(work, builder, single));
}

function forOnePlatform(work: Work, build: ImageBuild, own: string): ImageBuild {
  const { platforms, service } = build;
  if (platforms.length < 2) return build;
  const chosen = platforms.includes(own) ? [own] : platforms.slice(0, 1);
  const text = `services.${service}.build.platforms: only ${chosen[0]} is built, for the embedded engine builds for one platform`;
  warn(work.emit, text, 'attribute-ignored');
  return { ...build, platforms: chosen };
}

async function buildOneByOne(work: Work, builder: BuilderChoice, builds: ImageBuild[]): Promise<void> {
  const done = new Map<string, Promise<void>>();
  const byService = new Map(builds.map((build) => [build.service, build]));
  const buildOne = (build: ImageBuild): Promise<void> => {
    const known = done.get(build.service);
    if (known !== undefined) return known;
    const needed = neededBuilds(work.project, build.service).flatMap((name) => byService.get(name) ?? []);
    const task = Promise.all(needed.map(buildOne)).then(() => runBuild(work, build, builder));
    done.set(build.service, task);
    return task;
  };
  await runLimited(builds, work.parallel, buildOne);
}

async function runBuild(work: Work, build: ImageBuild, builder: BuilderChoice): Promise<void> {
  const { service, image, settings } = build;
  const emit: Work['emit'] = (event) => {
    if (!settings.quiet) work.emit(event);
  };
  emit({ kind: 'build-started', service, image, at: Date.now() });
  const behindApi = archiveBuilder(builder);
  const imageId =
    behindApi === undefined
      ? await buildInFolder(work, build)
      : await buildFromArchive(work, build, behindApi);
  emit({ kind: 'build-done', service, image, imageId, at: Date.now() });
  reporter(work.emit, 'service', image).done('Built');
}

function archiveBuilder(builder: BuilderChoice): ArchiveBuilder | undefined {
  if (builder.kind === 'podman') return podmanBuilder(builder.version);
  return builder.kind === 'classic' ? classicBuilder(builder.why) : undefined;
}

/** All are examined, also where one of them is to be mended. */
async function check(work: Work, builds: ImageBuild[]): Promise<void> {
  let warnings = 0;
  for (const build of builds) warnings += await checkInFolder(work, build);
  if (warnings > 0) throw new UserError('build-check-failed', checkFailed);
}

async function bake(
  work: Work,
  program: string,
  builds: ImageBuild[],
  settings: BuildSettings,
): Promise<void> {
  if (builds.length === 0) return;
  const emit: Work['emit'] = (event) => {
    if (!settings.quiet) work.emit(event);
  };
  if (settings.memory) warn(work.emit, '--memory is not supported by BuildKit and will be ignored');
  const wanted = builds.map(({ service }) => service);
  const file = bakeFile(work.project, builds, wanted);
  const at = Date.now();
  for (const { service, image } of builds) emit({ kind: 'build-started', service, image, at });
  const { runBake } = await import('../bake/run-bake.ts');
  const digests = await runBake(work, { program, file, builds, settings });
  const names = targetNames(Object.keys(work.project.services));
  for (const { service, image } of builds) {
    const imageId = digests.get(names.get(service) ?? '') ?? '';
    emit({ kind: 'build-done', service, image, imageId, at: Date.now() });
    if (!settings.check) reporter(work.emit, 'service', image).done('Built');
  }
}
