import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import type {
  ContainerConfig,
  ContainerInspect,
  ContainerSummary,
  Exact,
  HostConfig,
} from '../../engine-api/index.ts';
import type { FieldChange } from '../contract-plan.ts';
import { isOwnLabel, label } from '../labels.ts';
import { containerName, nameOf, numberOf } from '../model/names.ts';
import { createRequest } from '../spec/container.ts';
import { toldBy } from './engine-words.ts';
import { canonical, change, isEmpty, mapChanges, unlessEmpty } from './field-change.ts';
import { inSameWords, otherHostChanges, withKnownRuntime } from './host-words.ts';
import type { EngineDefaults, LeftEmpty } from './left-empty.ts';
import { networkChanges } from './network-changes.ts';

/** What is there. */
export interface Actual {
  container: ContainerSummary;
  inspect: ContainerInspect;
  /** Of the container's own image; undefined when it gets another one, and what is not in the file may be that image's. */
  image: ContainerConfig | undefined;
  /** As they will be asked for. */
  links: string[];
  /** Undefined where the engine was not asked. */
  defaults: EngineDefaults | undefined;
}

/** The fields in which a container differs from what would be created now. Values that look like secrets are not shown. */
export function describeChanges(
  project: Project,
  service: string,
  config: ServiceConfig,
  { container, inspect, image, links, defaults }: Actual,
): FieldChange[] {
  const wanted = createRequest({
    project,
    service,
    config,
    name: nameOf(container),
    number: numberOf(container),
    imageId: container.Labels[label.image],
    links,
    inherited: [],
    useAliases: true,
    apiVersion: '1.51',
  });
  const { HostConfig, NetworkingConfig, Labels, Env, ...plain } = wanted;
  const asked = withKnownRuntime(HostConfig ?? {}, defaults);
  const told = toldBy(inspect, wanted, image, defaults);
  const host = inSameWords(asked, told);
  const own = told.image;
  const changes = [
    ...nameChanges(project, service, config, container),
    ...environmentChanges(Env ?? [], told.config.Env ?? [], own && (own.Env ?? [])),
    ...labelChanges(Labels ?? {}, told.config.Labels ?? {}, own ?? image),
    ...networkChanges(project, config, NetworkingConfig?.EndpointsConfig ?? {}, told),
    ...fieldChanges(
      { ...plain, ExposedPorts: own && listed({ ...own.ExposedPorts, ...plain.ExposedPorts }) },
      { ...told.config, ExposedPorts: listed(told.config.ExposedPorts) },
      told.leftEmpty.config,
    ),
    ...fieldChanges(
      { ...host.wanted, ...inLists(host.wanted) },
      { ...host.actual, ...inLists(host.actual) },
      told.leftEmpty.host,
    ),
    ...otherHostChanges(asked, told),
  ];
  return changes.sort((a, b) => (a.field < b.field ? -1 : 1));
}

function nameChanges(
  project: Project,
  service: string,
  config: ServiceConfig,
  container: ContainerSummary,
): FieldChange[] {
  const wanted = containerName(project, service, config, numberOf(container) ?? 1);
  return wanted === nameOf(container) ? [] : [change('container_name', nameOf(container), wanted)];
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
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !isOwnLabel(key)));
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

/** What the request sets, and what was set and is now left empty, as far as that is known. */
function fieldChanges(wanted: object, actual: Record<string, unknown>, leftEmpty: LeftEmpty): FieldChange[] {
  const asked: Record<string, unknown> = { ...wanted };
  return [...new Set([...Object.keys(asked), ...Object.keys(leftEmpty)])].flatMap((field) => {
    const accepted = isEmpty(asked[field]) ? (leftEmpty[field] ?? [actual[field]]) : [asked[field]];
    const same = accepted.some((value) => canonical(value) === canonical(actual[field]));
    return same ? [] : [change(fieldName(field), unlessEmpty(actual[field]), unlessEmpty(accepted[0]))];
  });
}

function fieldName(field: string): string {
  return field.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
}
