import { constants } from 'node:os';
import type {
  ContainerConfig,
  ContainerCreateRequest,
  ContainerInspect,
  Exact,
  HostConfig,
  Mount,
  PortBinding,
} from '../../engine-api/index.ts';

/**
 * Podman tells of a container in words of its own, and not all that it was asked for. Here every field that means the same, or that it
 * does not tell, has the words of the request instead, so that only true differences are left.
 */
export function inWordsOfRequest(
  wanted: Request,
  actual: ContainerInspect,
): { Config: Exact<ContainerConfig>; HostConfig: Exact<HostConfig> } {
  const { HostConfig: host = {}, ...config } = wanted;
  return {
    Config: { ...actual.Config, ...alike(config, actual, configFields) },
    HostConfig: { ...actual.HostConfig, ...alike(host, actual, hostFields) },
  };
}

type Request = Exact<ContainerCreateRequest>;
type Host = Exact<HostConfig>;
type Fields<T> = { [K in keyof T]?: (wanted: NonNullable<T[K]>, actual: ContainerInspect) => boolean };

function alike<T extends object>(wanted: T, actual: ContainerInspect, fields: Fields<T>): Partial<T> {
  const same = (Object.keys(fields) as (keyof T)[]).filter((field) => {
    const value = wanted[field];
    return value !== undefined && value !== null && fields[field]?.(value, actual);
  });
  return Object.fromEntries(same.map((field) => [field, wanted[field]])) as Partial<T>;
}

const untold = () => true;

const configFields: Fields<Omit<Request, 'HostConfig'>> = {
  AttachStdin: untold,
  AttachStdout: untold,
  AttachStderr: untold,
  StdinOnce: untold,
  Domainname: untold,
  Image: (wanted, { Config }) => fullName(wanted) === fullName(Config.Image ?? ''),
  StopSignal: (wanted, { Config }) => signalNumber(wanted) === signalNumber(String(Config.StopSignal)),
};

const hostFields: Fields<Host> = {
  DeviceCgroupRules: untold,
  Runtime: untold,
  Sysctls: untold,
  UsernsMode: untold,
  Annotations: (wanted, { HostConfig }) => contains(HostConfig.Annotations ?? {}, wanted),
  Binds: (wanted, actual) => wanted.every((bind) => isMounted(mountOfBind(bind), actual)),
  Mounts: (wanted, actual) => wanted.every((mount) => isMounted(mount, actual)),
  CapAdd: (wanted, { HostConfig }) => capabilities(wanted) === capabilities(HostConfig.CapAdd ?? []),
  CapDrop: (wanted, { HostConfig }) => capabilities(wanted) === capabilities(HostConfig.CapDrop ?? []),
  Devices: (wanted, { HostConfig }) => devices(wanted) === devices(HostConfig.Devices ?? []),
  LogConfig: (wanted, { HostConfig }) => wanted.Type === HostConfig.LogConfig?.Type,
  // Which networks is compared by their names.
  NetworkMode: (wanted, { HostConfig }) =>
    HostConfig.NetworkMode === 'bridge' && !/^(host|none|container:)/.test(wanted),
  PortBindings: (wanted, { HostConfig }) => arePublished(wanted, HostConfig.PortBindings ?? {}),
  Tmpfs: (wanted, { HostConfig }) => areTmpfs(wanted, HostConfig.Tmpfs ?? {}),
  Ulimits: (wanted, { HostConfig }) =>
    wanted.every(({ Name, Soft, Hard }) =>
      HostConfig.Ulimits?.some(
        (limit) =>
          limit.Name === `RLIMIT_${Name?.toUpperCase()}` &&
          String(limit.Soft) === String(Soft) &&
          String(limit.Hard) === String(Hard),
      ),
    ),
};

function fullName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const path = hasHost ? image : `docker.io/${rest.length > 0 ? '' : 'library/'}${image}`;
  return /[:@][^/]*$/.test(path) ? path : `${path}:latest`;
}

function signalNumber(signal: string): number {
  const number = Number(signal);
  if (Number.isInteger(number)) return number;
  const numbers: Record<string, number> = constants.signals;
  return numbers[`SIG${signal.toUpperCase().replace(/^SIG/, '')}`] ?? Number.NaN;
}

function contains(actual: Record<string, string>, wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([key, value]) => actual[key] === value);
}

function capabilities(names: readonly string[]): string {
  return names
    .map((name) => name.replace(/^CAP_/, ''))
    .sort()
    .join();
}

function devices(list: NonNullable<Host['Devices']>): string {
  return list
    .map(({ PathOnHost, PathInContainer }) => `${PathOnHost}:${PathInContainer}`)
    .sort()
    .join();
}

/** `SOURCE:TARGET[:OPTION,...]`, as a request has it. */
function mountOfBind(bind: string): Mount {
  const [Source = '', Target = '', options = ''] = bind.split(':');
  const Type = Source.startsWith('/') ? 'bind' : 'volume';
  return { Type, Source, Target, ReadOnly: options.split(',').includes('ro') };
}

function isMounted(
  { Type, Source, Target, ReadOnly = false }: Exact<Mount>,
  actual: ContainerInspect,
): boolean {
  if (Type === 'tmpfs') return Object.hasOwn(actual.HostConfig.Tmpfs ?? {}, Target);
  const there = actual.Mounts.find(({ Destination }) => Destination === Target);
  if (there === undefined || there.Type !== Type || there.RW === ReadOnly) return false;
  const source = there.Type === 'volume' ? there.Name : there.Source;
  return Source === undefined || Source === '' || source === Source;
}

type Bindings = NonNullable<Host['PortBindings']>;

function arePublished(wanted: Bindings, actual: Bindings): boolean {
  const published = ([key, bindings]: [string, PortBinding[] | null]) =>
    (bindings ?? []).every((binding) => actual[key]?.some((there) => isBound(binding, there)));
  return (
    Object.keys(actual).every((key) => Object.hasOwn(wanted, key)) && Object.entries(wanted).every(published)
  );
}

/** A port that was not asked for, or out of a range, is one that was chosen. */
function isBound({ HostIp, HostPort = '' }: PortBinding, there: PortBinding): boolean {
  const [first = 0, last = first] = HostPort.split('-').map(Number);
  const port = Number(there.HostPort);
  const isPort = HostPort === '' || (port >= first && port <= last);
  return isPort && (HostIp || '0.0.0.0') === (there.HostIp || '0.0.0.0');
}

function areTmpfs(wanted: Record<string, string>, actual: Record<string, string>): boolean {
  return Object.entries(wanted).every(([target, options]) => {
    const there = actual[target]?.split(',');
    return (
      there !== undefined && options.split(',').every((option) => option === '' || there.includes(option))
    );
  });
}
