import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import type {
  ContainerConfig,
  ContainerCreateRequest,
  ContainerInspect,
  ContainerSummary,
  EndpointSettings,
  Exact,
  HostConfig,
} from '../../engine-api/index.ts';
import { exactJson, looksSecret } from '../../shared/index.ts';
import type { FieldChange } from '../contract-plan.ts';
import { label } from '../labels.ts';
import { nameOf, numberOf } from '../model/names.ts';
import { createRequest } from '../spec/container.ts';
import { configLeftEmpty, hostConfigLeftEmpty, type LeftEmpty } from './left-empty.ts';
import { inWordsOfRequest, isOfPodman } from './podman-words.ts';

/** Longer values are cut: a plan is read by people. */
const shownLength = 60;

/** What is there. */
export interface Actual {
  container: ContainerSummary;
  inspect: ContainerInspect;
  /** Of the container's own image; undefined when it gets another one, and what is not in the file may be that image's. */
  image: ContainerConfig | undefined;
}

/** The fields in which a container differs from what would be created now. Values that look like secrets are not shown. */
export function describeChanges(
  project: Project,
  service: string,
  config: ServiceConfig,
  { container, inspect, image }: Actual,
): FieldChange[] {
  const wanted = createRequest({
    project,
    service,
    config,
    name: nameOf(container),
    number: numberOf(container),
    imageId: container.Labels[label.image],
    links: [],
    inherited: [],
    useAliases: true,
    apiVersion: '1.51',
  });
  const { HostConfig: host = {}, NetworkingConfig, Labels, Env, ...plain } = wanted;
  const podman = isOfPodman(inspect);
  // Podman fills in what is left empty by itself: nothing can be said of what was taken out of the file.
  const own = podman ? undefined : image;
  const leftEmpty = {
    config: podman ? {} : configLeftEmpty(plain, inspect, own),
    host: podman ? {} : hostConfigLeftEmpty(inspect.HostConfig),
  };
  const actual = podman ? inWordsOfRequest(wanted, inspect) : withoutInherited(inspect, wanted);
  const changes = [
    ...environmentChanges(Env ?? [], inspect.Config.Env ?? [], own && (own.Env ?? [])),
    ...labelChanges(Labels ?? {}, inspect.Config.Labels ?? {}, image),
    ...networkChanges(project, config, NetworkingConfig?.EndpointsConfig ?? {}, inspect),
    ...fieldChanges(
      { ...plain, ExposedPorts: own && listed({ ...own.ExposedPorts, ...plain.ExposedPorts }) },
      { ...actual.Config, ExposedPorts: listed(inspect.Config.ExposedPorts) },
      leftEmpty.config,
    ),
    ...fieldChanges(
      { ...host, ...inLists(host) },
      { ...actual.HostConfig, ...inLists(actual.HostConfig) },
      leftEmpty.host,
    ),
  ];
  return changes.sort((a, b) => (a.field < b.field ? -1 : 1));
}

/** Without the image's own variables nothing can be said of those that are in the container alone. */
function environmentChanges(
  wanted: string[],
  actual: string[],
  image: readonly string[] | undefined,
): FieldChange[] {
  const expected = parseEnvironment([...(image ?? []), ...wanted]);
  const changes = mapChanges('environment', expected, parseEnvironment(actual));
  return image === undefined ? changes.filter(({ after }) => after !== undefined) : changes;
}

/** `KEY=value`; `KEY` alone takes the image's variable away. */
function parseEnvironment(entries: readonly string[]): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const entry of entries) {
    const at = entry.indexOf('=');
    if (at < 0) delete variables[entry];
    else variables[entry.slice(0, at)] = entry.slice(at + 1);
  }
  return variables;
}

function labelChanges(
  wanted: Record<string, string>,
  actual: Record<string, string>,
  image: ContainerConfig | undefined,
): FieldChange[] {
  const changes = mapChanges('labels', ownLabels({ ...image?.Labels, ...wanted }), ownLabels(actual));
  return image === undefined ? changes.filter(({ after }) => after !== undefined) : changes;
}

function ownLabels(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('com.docker.compose.')));
}

/** `key`, or `key:value`: whether the key is there says it all, where the value is empty. */
function listed(map: Record<string, string | object> | null | undefined): string[] {
  return Object.entries(map ?? {})
    .map(([key, value]) => (typeof value === 'string' && value !== '' ? `${key}:${value}` : key))
    .sort();
}

/** Maps in which an empty value says something. */
function inLists({ Tmpfs, PortBindings }: Exact<HostConfig>): Record<'Tmpfs' | 'PortBindings', string[]> {
  const bound = Object.entries(PortBindings ?? {}).flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }) => [HostIp, HostPort, port].filter(Boolean).join(':')),
  );
  return { Tmpfs: listed(Tmpfs), PortBindings: bound.sort() };
}

/** Anonymous volumes that were handed on from the container before are as if they had just been made. */
function withoutInherited(
  { Config, HostConfig }: ContainerInspect,
  wanted: Exact<ContainerCreateRequest>,
): Pick<Exact<ContainerInspect>, 'Config' | 'HostConfig'> {
  const asked = new Set(wanted.HostConfig?.Mounts?.map(({ Target }) => Target));
  const mounts = (HostConfig.Mounts ?? []).flatMap(({ Source, ...mount }) => {
    const anonymous = mount.Type === 'volume' && /^[0-9a-f]{64}$/.test(Source ?? '');
    if (!anonymous) return [Source === undefined ? mount : { ...mount, Source }];
    return asked.has(mount.Target) ? [mount] : [];
  });
  return { Config, HostConfig: { ...HostConfig, Mounts: mounts } };
}

function mapChanges(
  field: string,
  wanted: Record<string, string>,
  actual: Record<string, string>,
): FieldChange[] {
  return [...new Set([...Object.keys(wanted), ...Object.keys(actual)])]
    .filter((key) => wanted[key] !== actual[key])
    .map((key) => change(`${field}.${key}`, actual[key], wanted[key]));
}

/** Which networks, and the aliases on those that the request names. */
function networkChanges(
  project: Project,
  config: ServiceConfig,
  wanted: Record<string, Exact<EndpointSettings> | null>,
  actual: ContainerInspect,
): FieldChange[] {
  if (config.network_mode) return [];
  const { Networks } = actual.NetworkSettings;
  // Podman adds the host's name, and so does Docker before 25.
  const added = actual.Config.Hostname;
  const names = Object.keys(config.networks ?? {}).map((key) => project.networks[key]?.name ?? key);
  const [before, after] = [Object.keys(Networks).sort(), names.sort()];
  const connected = before.join() === after.join() ? [] : [change('networks', before, after)];
  const aliases = Object.entries(wanted).flatMap(([name, endpoint]) => {
    const asked = ownAliases(endpoint);
    const there = ownAliases(Networks[name]).filter((alias) => alias !== added || asked.includes(alias));
    return Networks[name] === undefined || there.join() === asked.join()
      ? []
      : [change(`networks.${name}.aliases`, there, asked)];
  });
  return [...connected, ...aliases];
}

/** Engines before 25 add the container's short id. */
function ownAliases(endpoint: Exact<EndpointSettings> | null | undefined): string[] {
  return (endpoint?.Aliases ?? []).filter((alias) => !/^[0-9a-f]{12}$/.test(alias)).sort();
}

/** What the request sets, and what was set and is now left empty, as far as that is known. */
function fieldChanges(wanted: object, actual: Record<string, unknown>, leftEmpty: LeftEmpty): FieldChange[] {
  const asked: Record<string, unknown> = { ...wanted };
  return [...new Set([...Object.keys(asked), ...Object.keys(leftEmpty)])].flatMap((field) => {
    const accepted = isEmpty(asked[field]) ? (leftEmpty[field] ?? [actual[field]]) : [asked[field]];
    const same = accepted.some((value) => canonical(value) === canonical(actual[field]));
    return same ? [] : [change(fieldName(field), unlessEmpty(actual[field]), unlessEmpty(accepted[0]))];
  });
}

function unlessEmpty(value: unknown): unknown {
  return isEmpty(value) ? undefined : sorted(value);
}

/** Equal for values that mean the same. */
function canonical(value: unknown): string {
  return isEmpty(value) ? '' : exactJson(sorted(value));
}

function fieldName(field: string): string {
  return field.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => !isEmpty(item));
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]),
  );
}

function change(field: string, before: unknown, after: unknown): FieldChange {
  const show = (value: unknown): string | undefined => {
    if (value === undefined || value === null) return undefined;
    const text = exactJson(value);
    if (looksSecret(field, typeof value === 'string' ? value : '')) return '(hidden)';
    return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
  };
  return { field, before: show(before), after: show(after) };
}
