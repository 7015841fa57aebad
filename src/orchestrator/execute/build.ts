import type { BuildConfig, Project } from '../../compose-file/index.ts';
import { composeVersion, label } from '../labels.ts';
import { imageName } from '../model/names.ts';
import { reporter } from '../progress.ts';
import { buildFromArchive } from './build-from-archive.ts';
import { buildInFolder } from './build-in-folder.ts';
import { runLimited } from './run-limited.ts';
import type { Work } from './work.ts';

/** What a command adds to the `build` sections. */
export interface BuildSettings {
  noCache?: boolean;
  pull?: boolean;
  buildArgs?: Record<string, string | null>;
  quiet?: boolean;
  /** Bytes; only engines with the classic builder heed it. */
  memory?: number;
  ssh?: string[];
}

/** One image to build, with all that the command and the project add to its `build` section. */
export interface ImageBuild {
  service: string;
  image: string;
  config: BuildConfig;
  platform: string | undefined;
  tags: string[];
  args: Record<string, string | null>;
  labels: Record<string, string>;
  /** Further contexts; those that name a service refer to its image. */
  contexts: Record<string, string>;
  settings: BuildSettings;
}

const servicePrefix = 'service:';

/** Builds the images of services, side by side where one is not the base of another, and returns their names. */
export async function buildServices(
  work: Work,
  services: string[],
  settings: BuildSettings,
): Promise<string[]> {
  const all = withBuildDependencies(work.project, services);
  const inFolder = await work.client.offers('build');
  const done = new Map<string, Promise<void>>();
  const buildOne = (service: string): Promise<void> => {
    const known = done.get(service);
    if (known !== undefined) return known;
    const build = imageBuild(work.project, service, settings);
    const task = Promise.all(neededBuilds(work.project, service).map(buildOne)).then(() =>
      runBuild(work, build, inFolder),
    );
    done.set(service, task);
    return task;
  };
  await runLimited(all, work.parallel, buildOne);
  return all.map((service) =>
    imageName(work.project.name, service, work.project.services[service] ?? emptyService),
  );
}

const emptyService = { command: null, entrypoint: null };

async function runBuild(work: Work, build: ImageBuild, inFolder: boolean): Promise<void> {
  const { emit } = work;
  const { service, image } = build;
  const begun = { kind: 'build-started', service, image, at: Date.now() } as const;
  if (!build.settings.quiet) emit(begun);
  const id = await (inFolder ? buildInFolder(work, build) : buildFromArchive(work, build));
  if (!build.settings.quiet) emit({ kind: 'build-done', service, image, imageId: id, at: Date.now() });
  reporter(emit, 'service', service).done('Built');
}

/** Services that these need as contexts, and theirs. */
function withBuildDependencies(project: Project, services: string[]): string[] {
  const all = new Set<string>();
  const visit = (service: string): void => {
    if (all.has(service) || project.services[service]?.build === undefined) return;
    all.add(service);
    for (const needed of neededBuilds(project, service)) visit(needed);
  };
  for (const service of services) visit(service);
  return [...all];
}

function neededBuilds(project: Project, service: string): string[] {
  return Object.values(project.services[service]?.build?.additional_contexts ?? {})
    .filter((context) => context.startsWith(servicePrefix))
    .map((context) => context.slice(servicePrefix.length));
}

export function imageBuild(project: Project, service: string, settings: BuildSettings): ImageBuild {
  const declared = project.services[service];
  const config = declared?.build ?? {};
  const image = imageName(project.name, service, declared ?? emptyService);
  return {
    service,
    image,
    config,
    platform:
      config.platforms?.[0] ??
      declared?.platform ??
      (project.environment.DOCKER_DEFAULT_PLATFORM || undefined),
    tags: [...new Set([image, ...(config.tags ?? [])])],
    args: buildArguments(project, { ...config.args, ...settings.buildArgs }),
    labels: {
      ...config.labels,
      [label.version]: composeVersion,
      [label.project]: project.name,
      [label.service]: service,
    },
    contexts: Object.fromEntries(
      Object.entries(config.additional_contexts ?? {}).map(([name, context]) => [
        name,
        contextAddress(project, context),
      ]),
    ),
    settings,
  };
}

/** An argument without a value takes that of the environment; where there is none, it is not set. */
function buildArguments(project: Project, args: Record<string, string | null>): Record<string, string> {
  const known = Object.entries(args).map(([key, value]) => [key, value ?? project.environment[key]] as const);
  return Object.fromEntries(known.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

function contextAddress(project: Project, context: string): string {
  if (!context.startsWith(servicePrefix)) return context;
  const service = context.slice(servicePrefix.length);
  return `docker-image://${imageName(project.name, service, project.services[service] ?? emptyService)}`;
}
