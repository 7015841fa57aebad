import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import type { ContainerInspect, ContainerSummary, EndpointSettings, Exact } from '../../engine-api/index.ts';
import { exactJson, looksSecret } from '../../shared/index.ts';
import type { FieldChange } from '../contract-plan.ts';
import { label } from '../labels.ts';
import { nameOf, numberOf } from '../model/names.ts';
import { createRequest } from '../spec/container.ts';
import { inWordsOfRequest, isOfPodman } from './podman-words.ts';

/** Longer values are cut: a plan is read by people. */
const shownLength = 60;

/**
 * The fields in which a container differs from what would be created now. Values that look like secrets are not shown. Fields that the
 * engine fills in itself when the request leaves them empty are not compared. `imageLabels` are those of the container's own image; undefined
 * when it gets another one, and what is not in the file may be that image's.
 */
export function describeChanges(
  project: Project,
  service: string,
  config: ServiceConfig,
  container: ContainerSummary,
  told: ContainerInspect,
  imageLabels: Record<string, string> | undefined,
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
  const actual = isOfPodman(told) ? inWordsOfRequest(wanted, told) : told;
  const { HostConfig, NetworkingConfig, Labels, Env, ...plain } = wanted;
  const changes = [
    ...environmentChanges(Env ?? [], told.Config.Env ?? []),
    ...labelChanges(Labels ?? {}, told.Config.Labels ?? {}, imageLabels),
    ...networkChanges(project, config, NetworkingConfig?.EndpointsConfig ?? {}, told),
    ...fieldChanges(plain, actual.Config as Record<string, unknown>),
    ...fieldChanges(HostConfig ?? {}, actual.HostConfig as Record<string, unknown>),
  ];
  return changes.sort((a, b) => (a.field < b.field ? -1 : 1));
}

/** A variable that is only in the container may come from its image, so only those that the file sets are compared. */
function environmentChanges(wanted: string[], actual: string[]): FieldChange[] {
  return mapChanges('environment', parseEnvironment(wanted), parseEnvironment(actual)).filter(
    ({ after }) => after !== undefined,
  );
}

function parseEnvironment(entries: string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const at = entry.indexOf('=');
      return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

function labelChanges(
  wanted: Record<string, string>,
  actual: Record<string, string>,
  imageLabels: Record<string, string> | undefined,
): FieldChange[] {
  const changes = mapChanges('labels', ownLabels({ ...imageLabels, ...wanted }), ownLabels(actual));
  return imageLabels === undefined ? changes.filter(({ after }) => after !== undefined) : changes;
}

function ownLabels(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('com.docker.compose.')));
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
  // Podman adds the host's name.
  const added = isOfPodman(actual) ? actual.Config.Hostname : undefined;
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

/** Only what the request sets: the engine and the image fill in the rest. */
function fieldChanges(wanted: object, actual: Record<string, unknown>): FieldChange[] {
  return Object.entries(wanted)
    .filter(
      ([field, value]) => !isEmpty(value) && exactJson(sorted(value)) !== exactJson(sorted(actual[field])),
    )
    .map(([field, value]) => change(fieldName(field), actual[field], value));
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
