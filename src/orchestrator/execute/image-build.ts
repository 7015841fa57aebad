import type { BuildConfig, Project, ServiceConfig, SshKey } from '../../compose-file/index.ts';
import { proxyVariables } from '../../engine-client/index.ts';
import { composeVersion, label } from '../labels.ts';
import { buildPlatforms } from '../model/build-platforms.ts';
import { imageName } from '../model/names.ts';

/** What a command adds to the `build` sections. */
export interface BuildSettings {
  noCache?: boolean;
  pull?: boolean;
  push?: boolean;
  buildArgs?: Record<string, string | null>;
  quiet?: boolean;
  /** Bytes; only engines with the classic builder heed it. */
  memory?: number;
  ssh?: SshKey[];
  /** The images are to run here: of several platforms only the one that is needed is built. */
  forRunning?: boolean;
  builder?: string;
  provenance?: string;
  sbom?: string;
  /** Examines the Dockerfiles instead of building. */
  check?: boolean;
  /** Takes the text of a check's report. */
  report?: (text: string) => void;
}

/** One image to build, with all that the command and the project add to its `build` section. */
export interface ImageBuild {
  project: Project;
  service: string;
  image: string;
  /** The service names its image: only such are pushed. */
  isNamed: boolean;
  config: BuildConfig;
  /** Empty: the builder's own. */
  platforms: string[];
  tags: string[];
  args: Record<string, string>;
  labels: Record<string, string>;
  /** `additional_contexts`; those that name a service refer to its image. */
  contexts: Record<string, string>;
  /** The same as the file has them: `service:NAME`. */
  declaredContexts: Record<string, string>;
  ssh: SshKey[];
  settings: BuildSettings;
}

/** What a check says last when it found something. */
export const checkFailed = 'the Dockerfiles have warnings';

const servicePrefix = 'service:';
const emptyService: ServiceConfig = { command: null, entrypoint: null };

/** @param address the engine's, which proxies may be for */
export function imageBuild(
  project: Project,
  service: string,
  settings: BuildSettings,
  address = '',
): ImageBuild {
  const declared = project.services[service] ?? emptyService;
  const config = declared.build ?? {};
  const image = imageName(project, service, declared);
  const declaredContexts = config.additional_contexts ?? {};
  return {
    project,
    service,
    image,
    isNamed: Boolean(declared.image),
    config,
    platforms: buildPlatforms(project, service, declared, settings.forRunning ?? false),
    tags: [...new Set([image, ...(config.tags ?? [])])],
    args: {
      ...proxyVariables(address, process.env),
      ...buildArguments(project, { ...config.args, ...settings.buildArgs }),
    },
    labels: {
      ...config.labels,
      [label.version]: composeVersion,
      [label.project]: project.name,
      [label.service]: service,
    },
    contexts: Object.fromEntries(
      Object.entries(declaredContexts).map(([name, context]) => [name, contextAddress(project, context)]),
    ),
    declaredContexts,
    ssh: [...(config.ssh ?? []), ...(settings.ssh ?? [])],
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
  return `docker-image://${imageName(project, service, project.services[service] ?? emptyService)}`;
}

/** Services that these need as contexts, and theirs; only those that are built. */
export function withBuildDependencies(project: Project, services: readonly string[]): string[] {
  const all = new Set<string>();
  const visit = (service: string): void => {
    if (all.has(service) || project.services[service]?.build === undefined) return;
    all.add(service);
    for (const needed of neededBuilds(project, service)) visit(needed);
  };
  for (const service of services) visit(service);
  return [...all];
}

export function neededBuilds(project: Project, service: string): string[] {
  return Object.values(project.services[service]?.build?.additional_contexts ?? {})
    .filter((context) => context.startsWith(servicePrefix))
    .map((context) => context.slice(servicePrefix.length));
}
