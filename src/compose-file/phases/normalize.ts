import { posix } from 'node:path';
import type { Environment } from '../environment.ts';
import {
  asText,
  Entry,
  get,
  implied,
  isNull,
  isText,
  list,
  type MapNode,
  map,
  mapAt,
  type Node,
  put,
  type ScalarNode,
  scalar,
} from '../tree/node.ts';
import type { Place } from '../tree/source.ts';

/** Adds what a project has without saying so: the default network, names, dependencies. Changes the tree in place. */
export function normalize(model: MapNode, name: string, environment: Environment): void {
  put(
    model,
    'name',
    get(model, 'name') === undefined
      ? implied(name, model.at)
      : scalar(name, get(model, 'name')?.at ?? model.at),
  );
  addDefaultNetwork(model);
  for (const [, { value: service }] of mapAt(model, 'services')?.entries ?? []) {
    if (service.kind === 'map') normalizeService(service, environment);
  }
  nameResources(model, name);
}

function addDefaultNetwork(model: MapNode): void {
  const existing = get(model, 'networks');
  const networks = existing?.kind === 'map' ? existing : map(model.at);
  // The same for all services, and nothing changes it later.
  const defaults = map(model.at);
  put(defaults, 'default', scalar(null, model.at));
  let isUsed = false;
  for (const { value: service } of mapAt(model, 'services')?.entries.values() ?? []) {
    if (service.kind !== 'map' || service.entries.has('provider') || service.entries.has('network_mode'))
      continue;
    const joined = get(service, 'networks');
    if (joined?.kind !== 'map' || joined.entries.size === 0) {
      put(service, 'networks', defaults, service.at);
      isUsed = true;
    } else if (joined.entries.has('default')) isUsed = true;
  }
  if (isUsed && !networks.entries.has('default')) put(networks, 'default', scalar(null, model.at));
  if (networks.entries.size > 0) put(model, 'networks', networks);
}

function normalizeService(service: MapNode, environment: Environment): void {
  if (asText(get(service, 'pull_policy')) === 'if_not_present') {
    put(service, 'pull_policy', scalar('missing', service.at));
  }
  const build = mapAt(service, 'build');
  if (build !== undefined) normalizeBuild(build, environment);
  const variables = get(service, 'environment');
  if (variables !== undefined) put(service, 'environment', resolved(variables, environment, true));
  addDependencies(service);
  cleanTargets(service);
}

function normalizeBuild(build: MapNode, environment: Environment): void {
  if (isNull(get(build, 'context'))) put(build, 'context', implied('.', build.at));
  if (isNull(get(build, 'dockerfile')) && isNull(get(build, 'dockerfile_inline'))) {
    put(build, 'dockerfile', implied('Dockerfile', build.at));
  }
  const args = get(build, 'args');
  if (args !== undefined) put(build, 'args', resolved(args, environment, false));
}

/** Gives variables without value the one they have where we run. */
function resolved(node: Node, environment: Environment, keepUnset: boolean): Node {
  if (node.kind === 'list') {
    const items = node.items.flatMap((item) => {
      if (!isText(item) || item.value.includes('=')) return [item];
      const value = environment.get(item.value);
      if (value !== undefined) return [scalar(`${item.value}=${value}`, item.at)];
      return keepUnset ? [item] : [];
    });
    return list(items, node.at);
  }
  if (node.kind !== 'map') return node;
  const made = map(node.at);
  for (const [key, entry] of node.entries) {
    if (!isNull(entry.value)) made.entries.set(key, entry);
    else {
      const found = environment.get(key);
      if (found !== undefined) put(made, key, scalar(found, entry.value), entry);
      else if (keepUnset) made.entries.set(key, entry);
    }
  }
  return made;
}

/** Services that this one refers to otherwise are started before it, too. */
function addDependencies(service: MapNode): void {
  const existing = get(service, 'depends_on');
  const dependencies = existing?.kind === 'map' ? existing : map(service.at);
  let restarting: MapNode | undefined;
  let others: MapNode | undefined;
  const add = (name: string, from: Node, restart: boolean): void => {
    if (dependencies.entries.has(name)) return;
    const made = restart
      ? (restarting ??= started(service.at, true))
      : (others ??= started(service.at, false));
    put(dependencies, name, made, from.at);
  };
  for (const link of textItems(get(service, 'links'))) {
    const parts = link.value.split(':');
    add(parts.length === 2 ? (parts[0] ?? '') : link.value, link, true);
  }
  for (const namespace of ['network_mode', 'ipc', 'pid', 'uts', 'cgroup']) {
    const node = get(service, namespace);
    if (isText(node) && node.value.startsWith('service:'))
      add(node.value.slice('service:'.length), node, true);
  }
  for (const from of textItems(get(service, 'volumes_from'))) {
    if (!from.value.startsWith('container:')) add(from.value.split(':')[0] ?? '', from, false);
  }
  if (dependencies.entries.size > 0) put(service, 'depends_on', dependencies);
}

function started(at: Place, restart: boolean): MapNode {
  const made = map(at);
  put(made, 'condition', implied('service_started', at));
  put(made, 'restart', implied(restart, at));
  put(made, 'required', implied(true, at));
  return made;
}

type TextNode = ScalarNode & { value: string };

function textItems(node: Node | undefined): TextNode[] {
  return node?.kind === 'list' ? node.items.filter(isText) : [];
}

function cleanTargets(service: MapNode): void {
  const volumes = get(service, 'volumes');
  if (volumes?.kind !== 'list') return;
  for (const volume of volumes.items) {
    const target = volume.kind === 'map' ? get(volume, 'target') : undefined;
    if (volume.kind === 'map' && isText(target))
      put(volume, 'target', scalar(cleanPath(target.value), target.at));
  }
}

/** As Go's path.Clean. */
function cleanPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

function nameResources(model: MapNode, project: string): void {
  for (const section of ['networks', 'volumes', 'configs', 'secrets']) {
    const resources = mapAt(model, section);
    for (const [key, { at, value }] of resources?.entries ?? []) {
      const resource = value.kind === 'map' ? value : map(value.at);
      if (isNull(get(resource, 'name'))) {
        const external = get(resource, 'external');
        const isExternal = external?.kind === 'scalar' && String(external.value) === 'true';
        put(resource, 'name', implied(isExternal ? key : `${project}_${key}`, at));
      }
      resources?.entries.set(key, new Entry(resource, at));
    }
  }
}
