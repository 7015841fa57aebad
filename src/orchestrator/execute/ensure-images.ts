import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import type { ImageInspect } from '../../engine-api/index.ts';
import { UserError } from '../../shared/index.ts';
import { imageName } from '../model/names.ts';
import { durationNanoseconds } from '../model/values.ts';
import { inspectImages } from '../observe/images.ts';
import { type BuildSettings, buildServices } from './build.ts';
import { type Pull, pullImage } from './pull.ts';
import { runLimited } from './run-limited.ts';
import { staleBuilds } from './stale-builds.ts';
import type { Work } from './work.ts';

export interface ImageOptions {
  noBuild: boolean;
  quietPull: boolean;
  build: BuildSettings;
  /** Services whose images are built when they are missing; all when absent. */
  buildOnly?: string[];
}

/** All images that services run or mount, by name. */
export function imagesOf(project: Project): string[] {
  return Object.entries(project.services).flatMap(([service, config]) => [
    ...(config.provider === undefined ? [imageName(project, service, config)] : []),
    ...(config.volumes ?? []).flatMap(({ type, source }) => (type === 'image' && source ? [source] : [])),
    ...(config.pre_start ?? []).flatMap(({ image }) => image || []),
  ]);
}

/** Pulls what must be pulled, builds what must be built, and returns all images as the engine has them then. */
export async function ensureImages(
  work: Work,
  local: Map<string, ImageInspect>,
  options: ImageOptions,
): Promise<Map<string, ImageInspect>> {
  const { project } = work;
  const images = withoutOtherPlatforms(project, local);
  const pulls = requiredPulls(project, images, options.quietPull, Date.now());
  const pulled: string[] = [];
  await runLimited(pulls, work.parallel, async (pull) => {
    if ((await pullImage(work, pull)) === undefined) pulled.push(pull.image);
  });
  for (const [name, image] of await inspectImages(work, pulled)) images.set(name, image);
  if (options.noBuild) return images;
  const required = requiredBuilds(project, images, options.buildOnly);
  const services = [...new Set([...required, ...(await staleBuilds(work, images))])];
  if (services.length === 0) return images;
  const built = await buildServices(work, services, options.build);
  for (const [name, image] of await inspectImages(work, built.images)) images.set(name, image);
  return images;
}

/** A local image for another platform counts as missing, so that the right one is pulled or built. */
function withoutOtherPlatforms(
  project: Project,
  local: Map<string, ImageInspect>,
): Map<string, ImageInspect> {
  const images = new Map(local);
  for (const [service, { platform, ...config }] of Object.entries(project.services)) {
    const name = imageName(project, service, config);
    const image = images.get(name);
    if (platform && image !== undefined && !isPlatform(image, platform)) images.delete(name);
  }
  return images;
}

function isPlatform(image: ImageInspect, platform: string): boolean {
  const [os, architecture, variant] = platform.split('/');
  const names: Record<string, string> = { x86_64: 'amd64', 'x86-64': 'amd64', aarch64: 'arm64' };
  return (
    image.Os === os &&
    (architecture === undefined || image.Architecture === (names[architecture] ?? architecture)) &&
    (variant === undefined || !image.Variant || image.Variant === variant)
  );
}

/** One pull per image, however many services use it. `now` in milliseconds. */
export function requiredPulls(
  project: Project,
  images: ReadonlyMap<string, ImageInspect>,
  quiet: boolean,
  now: number,
): Pull[] {
  const pulls = new Map<string, Pull>();
  const add = (service: string, pull: Omit<Pull, 'services' | 'quiet'>): void => {
    const known = pulls.get(pull.image);
    if (known !== undefined) known.services.push(service);
    else pulls.set(pull.image, { ...pull, services: [service], quiet });
  };
  const standard = project.environment.DOCKER_DEFAULT_PLATFORM || undefined;
  for (const [service, config] of Object.entries(project.services)) {
    if (mustPull(config, images, now)) {
      const { image = '', platform = standard } = config;
      const path = ['services', service, 'image'];
      add(service, { image, platform, path, buildable: canBuild(project, image) });
    }
    for (const [index, volume] of (config.volumes ?? []).entries()) {
      if (volume.type !== 'image' || !volume.source || images.has(volume.source)) continue;
      const path = ['services', service, 'volumes', String(index)];
      add(`${service}:volume ${index}`, { image: volume.source, platform: standard, path, buildable: false });
    }
    for (const [index, { image }] of (config.pre_start ?? []).entries()) {
      if (!image || images.has(image)) continue;
      const path = ['services', service, 'pre_start', String(index), 'image'];
      const buildable = canBuild(project, image);
      add(`${service}:pre_start ${index}`, { image, platform: standard, path, buildable });
    }
  }
  return [...pulls.values()];
}

function mustPull(config: ServiceConfig, images: ReadonlyMap<string, ImageInspect>, now: number): boolean {
  if (config.provider !== undefined || !config.image) return false;
  const image = images.get(config.image);
  const policy = config.pull_policy ?? 'missing';
  if (policy === 'always') return true;
  if (policy === 'never' || policy === 'build') return false;
  const period = refreshPeriod(policy);
  if (image === undefined || period === undefined) return image === undefined;
  return now > Date.parse(image.Metadata?.LastTagTime ?? '') + period;
}

/** Milliseconds of `daily`, `weekly`, `every_12h`; undefined for other policies. */
function refreshPeriod(policy: string): number | undefined {
  const day = 86_400_000;
  if (policy === 'daily') return day;
  if (policy === 'weekly') return 7 * day;
  if (!policy.startsWith('every_')) return undefined;
  return Number(durationNanoseconds(policy.slice('every_'.length)) ?? 0) / 1e6;
}

/** Some service of the project builds this image. */
function canBuild(project: Project, image: string | undefined): boolean {
  return Object.values(project.services).some(
    (config) => config.image === image && config.build !== undefined,
  );
}

export function requiredBuilds(
  project: Project,
  images: ReadonlyMap<string, ImageInspect>,
  only: string[] | undefined,
): string[] {
  return Object.entries(project.services)
    .filter(([service]) => only === undefined || only.includes(service))
    .filter(([, config]) => config.build !== undefined && config.provider === undefined)
    .filter(
      ([service, config]) =>
        config.pull_policy === 'build' || !images.has(imageName(project, service, config)),
    )
    .map(([service]) => service);
}

/** Every service needs an image or a build. */
export function checkImages(project: Project): void {
  for (const [service, config] of Object.entries(project.services)) {
    if (config.provider !== undefined || config.image || config.build !== undefined) continue;
    throw new UserError(
      'service-without-image',
      `invalid service "${service}". Must specify either image or build`,
      { path: ['services', service] },
    );
  }
}
