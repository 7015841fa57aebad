import type {
  HealthcheckConfig,
  Project,
  ServiceConfig,
  ServicePort,
  ServiceVolume,
} from '../../compose-file/index.ts';
import { formatDuration } from '../../compose-file/index.ts';
import type {
  ContainerInspect,
  ContainerSummary,
  HealthConfig,
  MountPoint,
  NetworkInspect,
} from '../../engine-api/index.ts';
import { EngineError, UserError } from '../../shared/index.ts';
import type { GenerateOptions } from '../contract.ts';
import { label } from '../labels.ts';
import { emptyProject } from '../model/empty-project.ts';
import { nameOf } from '../model/names.ts';
import { inspectContainer } from '../observe/containers.ts';

const secretsFolder = '/run/secrets';

/** `alpha generate`: a project whose services are these containers, as Docker Compose describes them. */
export async function generate(options: GenerateOptions): Promise<Project> {
  const { containers: names, name = '' } = options;
  const project = emptyProject(name);
  const containers = await findContainers(options);
  if (containers.length === 0) {
    const message = `no container(s) found with the following name(s): ${names.join(',')}`;
    throw new UserError('container-not-found', message, { hint: '`docker ps --all` lists containers.' });
  }
  for (const container of containers) {
    const service = container.Labels[label.service] ?? nameOf(container);
    const before = project.services[service] ?? newService(container);
    const found = await inspectContainer(options, container.Id);
    const scaled = { ...before, scale: (before.scale ?? 0) + 1 };
    project.services[service] = found === undefined ? scaled : described(scaled, found);
    if (found !== undefined) await addResources(options, project, found);
  }
  return project;
}

/** By parts of names, and by the beginnings of ids. */
async function findContainers({ client, signal, containers }: GenerateOptions): Promise<ContainerSummary[]> {
  const lists = await Promise.all(
    ['name', 'id'].map((key) =>
      client.json<ContainerSummary[]>({
        method: 'GET',
        path: '/containers/json',
        query: { all: true, filters: { [key]: containers } },
        signal,
      }),
    ),
  );
  return [...new Map(lists.flat().map((container) => [container.Id, container])).values()];
}

function newService({ Image, Labels }: ContainerSummary): ServiceConfig {
  const own = Object.entries(Labels).filter(
    ([key]) => !/^(?:com\.docker\.compose\.|desktop\.docker\.io)/.test(key),
  );
  const labels = own.length === 0 ? {} : { labels: Object.fromEntries(own) };
  return { command: null, entrypoint: null, image: Image, ...labels };
}

function described(service: ServiceConfig, found: ContainerInspect): ServiceConfig {
  const { Config, Mounts, HostConfig, NetworkSettings } = found;
  const mounts = unique([...(service.volumes ?? []), ...Mounts.filter(isVolume).map(toVolume)]);
  const secrets = unique([
    ...(service.secrets ?? []),
    ...Mounts.filter(isSecret).map(({ Destination }) => ({
      source: secretName(Destination),
      target: Destination,
    })),
  ]);
  const ports = [...(service.ports ?? []), ...Object.entries(HostConfig.PortBindings ?? {}).flatMap(toPorts)];
  const networks = Object.entries(NetworkSettings.Networks ?? {}).map(
    ([name, { Aliases }]) => [name, Aliases?.length ? { aliases: Aliases } : {}] as const,
  );
  return {
    ...service,
    ...(Config.Env?.length ? { environment: toEnvironment(Config.Env) } : {}),
    ...(Config.Healthcheck ? { healthcheck: toHealthcheck(Config.Healthcheck) } : {}),
    ...(networks.length === 0 ? {} : { networks: Object.fromEntries(networks) }),
    ...(ports.length === 0 ? {} : { ports }),
    ...(mounts.length === 0 ? {} : { volumes: mounts }),
    ...(secrets.length === 0 ? {} : { secrets }),
  };
}

function toEnvironment(lines: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    lines.map((line) => {
      const equals = line.indexOf('=');
      return equals < 0 ? [line, null] : [line.slice(0, equals), line.slice(equals + 1)];
    }),
  );
}

/** @param nanoseconds 0: the engine's own */
function duration(nanoseconds: number | undefined): string | undefined {
  return nanoseconds ? formatDuration(BigInt(nanoseconds)) : undefined;
}

function toHealthcheck(check: HealthConfig): HealthcheckConfig {
  const all = {
    test: check.Test,
    timeout: duration(check.Timeout),
    interval: duration(check.Interval),
    retries: check.Retries || undefined,
    start_period: duration(check.StartPeriod),
    start_interval: duration(check.StartInterval),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

type Bindings = readonly { HostIp?: string; HostPort?: string }[] | null;

function toPorts([key, bindings]: [string, Bindings]): ServicePort[] {
  const [target, protocol = 'tcp'] = key.split('/');
  return (bindings ?? []).map(({ HostIp, HostPort }) => ({
    target: Number(target),
    protocol,
    ...(HostIp ? { host_ip: HostIp } : {}),
    ...(HostPort ? { published: HostPort } : {}),
  }));
}

function isSecret({ Type, Destination }: MountPoint): boolean {
  return Type === 'bind' && Destination.startsWith(secretsFolder);
}

function isVolume(mount: MountPoint): boolean {
  return (mount.Type === 'bind' || mount.Type === 'volume') && !isSecret(mount);
}

function toVolume({ Type, Name, Source, Destination, RW }: MountPoint): ServiceVolume {
  const source = Type === 'volume' ? (Name ?? Source) : Source;
  return { type: Type, source, target: Destination, ...(RW ? {} : { read_only: true }) };
}

function secretName(destination: string): string {
  return destination.split('/').at(-1) ?? destination;
}

async function addResources(
  options: GenerateOptions,
  project: Project,
  { Mounts, NetworkSettings }: ContainerInspect,
): Promise<void> {
  for (const { Type, Name = '', Driver } of Mounts) {
    if (Type === 'volume')
      project.volumes[Name] = Driver === 'local' ? {} : { driver: Driver ?? '', name: Name };
  }
  for (const { Source, Destination } of Mounts.filter(isSecret)) {
    const name = secretName(Destination);
    project.secrets[name] = { name, file: Source };
  }
  for (const name of Object.keys(NetworkSettings.Networks ?? {})) {
    const isInternal = await internal(options, name);
    project.networks[name] = { ipam: {}, ...(isInternal ? { internal: true } : {}) };
  }
}

async function internal({ client, signal }: GenerateOptions, name: string): Promise<boolean> {
  try {
    const path = `/networks/${encodeURIComponent(name)}`;
    return (await client.json<NetworkInspect>({ method: 'GET', path, signal })).Internal;
  } catch (error) {
    // A container may be left with a network that is gone.
    if (error instanceof EngineError) return false;
    throw error;
  }
}

/** Replicas of a service have the same ones. */
function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
