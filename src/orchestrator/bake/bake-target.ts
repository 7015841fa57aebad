import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import {
  type BuildConfig,
  exactly,
  type FileReference,
  type Project,
  type Ulimit,
} from '../../compose-file/index.ts';
import type { ImageBuild } from '../execute/image-build.ts';
import { isGitContext, isRemoteContext } from '../model/build-context.ts';

/** Service → target. */
export type TargetNames = ReadonlyMap<string, string>;

/** One target of a bake file; absent means empty. */
export interface BakeTarget {
  context?: string;
  contexts?: Record<string, string>;
  dockerfile?: string;
  'dockerfile-inline'?: string;
  args?: Record<string, string>;
  labels?: Record<string, string>;
  tags?: string[];
  'cache-from'?: string[];
  'cache-to'?: string[];
  target?: string;
  secret?: string[];
  ssh?: string[];
  platforms?: string[];
  pull?: true;
  'no-cache'?: true;
  network?: string;
  'shm-size'?: string;
  ulimits?: string[];
  call?: 'lint';
  entitlements?: string[];
  'extra-hosts'?: Record<string, string>;
  output?: string[];
  attest?: string[];
}

const servicePrefix = 'service:';

/** A `build` section in the words of bake. */
export function bakeTarget(build: ImageBuild, names: TargetNames): BakeTarget {
  const { config, settings } = build;
  return withoutEmpty({
    context: config.context,
    contexts: sorted(build.declaredContexts, (value) => contextAddress(value, names)),
    dockerfile: dockerfilePath(config),
    'dockerfile-inline': escaped(config.dockerfile_inline ?? ''),
    args: sorted(build.args, escaped),
    labels: sorted(build.labels, (value) => value),
    tags: [...(config.tags ?? []), build.image],
    'cache-from': config.cache_from,
    'cache-to': config.cache_to,
    target: config.target,
    secret: (config.secrets ?? []).flatMap((reference) => secretSource(build.project, reference)),
    ssh: build.ssh.map(({ id, path }) => `${id}=${path ?? ''}`),
    platforms: build.platforms,
    pull: config.pull || settings.pull || undefined,
    'no-cache': config.no_cache || settings.noCache || undefined,
    network: config.network,
    'shm-size': config.shm_size === '0' ? undefined : config.shm_size,
    ulimits: Object.keys(config.ulimits ?? {}).map((name) => `${name}=${ulimit(config.ulimits ?? {}, name)}`),
    call: settings.check ? 'lint' : undefined,
    entitlements: entitlements(config),
    'extra-hosts': extraHosts(config.extra_hosts ?? []),
    output: outputs(build),
    attest: [...attestation('provenance', config.provenance), ...attestation('sbom', config.sbom)],
  });
}

export function entitlements(config: BuildConfig): string[] {
  return [...(config.entitlements ?? []), ...(config.privileged ? ['security.insecure'] : [])];
}

/** Folders of this machine that the build reads; bake asks for a permission for each. */
export function readFolders({ config, declaredContexts }: ImageBuild): string[] {
  const contexts = Object.values(declaredContexts).filter(
    (context) => !context.includes('://') && !isRemoteContext(context),
  );
  return [...(config.context === undefined ? [] : [config.context]), ...contexts];
}

/** Variables whose values bake hands to builds as secrets: name → value. */
export function secretVariables({ config, project }: ImageBuild): Record<string, string> {
  const names = (config.secrets ?? []).flatMap(
    ({ source = '' }) => project.secrets[source]?.environment || [],
  );
  return Object.fromEntries(names.map((name) => [name, project.environment[name] ?? '']));
}

function secretSource(project: Project, { source = '', target }: FileReference): string[] {
  const { environment, file } = project.secrets[source] ?? {};
  const id = target || source;
  if (environment) return [`id=${id},type=env,env=${environment}`];
  return file ? [`id=${id},type=file,src=${file}`] : [];
}

/** Bake replaces `${…}` in texts itself. */
function escaped(text: string): string {
  return text.replaceAll('${', () => '$${');
}

function contextAddress(context: string, names: TargetNames): string {
  if (!context.startsWith(servicePrefix)) return context;
  return `target:${names.get(context.slice(servicePrefix.length)) ?? ''}`;
}

function dockerfilePath({ context = '', dockerfile }: BuildConfig): string | undefined {
  if (!dockerfile || isGitContext(context)) return dockerfile;
  const path = isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile);
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

function ulimit(limits: Record<string, Ulimit>, name: string): string {
  const limit = limits[name] ?? 0;
  if (typeof limit === 'number') return String(exactly(limits, name, limit));
  return `${exactly(limit, 'soft', limit.soft)}:${exactly(limit, 'hard', limit.hard)}`;
}

/** `host=address` lines; a host with several addresses has them in one text. */
function extraHosts(lines: readonly string[]): Record<string, string> {
  const hosts = new Map<string, string[]>();
  for (const line of lines) {
    const [host = '', address = ''] = line.split(/=(.*)/s);
    hosts.set(host, [...(hosts.get(host) ?? []), address]);
  }
  return sorted(Object.fromEntries(hosts), (addresses) => addresses.join(','));
}

function outputs({ settings, platforms, isNamed }: ImageBuild): string[] {
  const push = (settings.push ?? false) && isNamed;
  if (settings.check) return [];
  if (platforms.length > 1) return [`type=image,push=${push}`];
  return [push ? 'type=registry' : 'type=docker'];
}

function attestation(type: string, value: string | undefined): string[] {
  if (!value || value === 'false') return [];
  return [value === 'true' ? `type=${type}` : `type=${type},${value}`];
}

function sorted<T>(map: Readonly<Record<string, T>>, change: (value: T) => string): Record<string, string> {
  const entries = Object.entries(map).map(([key, value]) => [key, change(value)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function withoutEmpty(target: { [K in keyof BakeTarget]: BakeTarget[K] | undefined }): BakeTarget {
  const entries = Object.entries(target).filter(([, value]) => {
    if (value === undefined || value === '') return false;
    return typeof value !== 'object' || Object.keys(value).length > 0;
  });
  return Object.fromEntries(entries);
}
