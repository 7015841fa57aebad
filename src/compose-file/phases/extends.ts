import { UserError } from '../../shared/index.ts';
import type { Environment } from '../environment.ts';
import { nearest } from '../suggest.ts';
import { asText, clone, get, isNull, type MapNode, map, type Node, put, sizeOf } from '../tree/node.ts';
import { ResetPaths } from '../tree/reset-paths.ts';
import type { Place } from '../tree/source.ts';
import type { ExtendedFile, LoadContext } from './context.ts';
import { readChecked } from './documents.ts';
import { expandShortForms } from './expand.ts';
import { readSource } from './files.ts';
import { interpolate, mayHaveVariables } from './interpolate.ts';
import { mergeFiles, mergeService } from './merge.ts';
import { resolvePaths } from './paths.ts';
import type { ResourceLoaders } from './resources.ts';
import { checkForms } from './schema-check.ts';
import { enforceUnique, enforceUniqueIn } from './unique.ts';

/** What decides how a service finds the one that it extends. */
export interface ExtendScope {
  resets: ResetPaths;
  loaders: ResourceLoaders;
  environment: Environment;
}

interface Visit {
  file: string;
  service: string;
  /** The one that led here; a chain may be as long as there are services, so nobody copies it. */
  before: Visit | undefined;
  /** All of the chain, to be found at once. */
  seen: Set<string>;
}

/** Replaces `extends` by what it stands for, in every service of a file. Changes the tree in place. */
export async function applyExtends(
  root: MapNode,
  file: string,
  scope: ExtendScope,
  context: LoadContext,
): Promise<void> {
  const services = get(root, 'services');
  if (services?.kind !== 'map') return;
  for (const [name, { value: service }] of services.entries) {
    if (service.kind !== 'map' || !service.entries.has('extends')) continue;
    const extended = await extendService(name, services, file, scope, undefined, context);
    if (extended !== undefined) put(services, name, extended);
  }
}

/** undefined: there is nothing to extend, or a mistake was reported. */
async function extendService(
  name: string,
  services: MapNode,
  file: string,
  scope: ExtendScope,
  visited: Visit | undefined,
  context: LoadContext,
): Promise<Node | undefined> {
  const service = get(services, name);
  if (service?.kind !== 'map') return service;
  const extension = get(service, 'extends');
  if (extension === undefined || isNull(extension)) return service;
  const reference = referenceOf(extension, name, context);
  if (reference === undefined) {
    service.entries.delete('extends');
    return service;
  }
  const from = await findBase(name, reference, services, file, scope, context);
  if (from === undefined) {
    context.tainted.add(name);
    service.entries.delete('extends');
    return service;
  }
  const trail = visit(from.file, name, visited, reference.at, context);
  const base =
    trail === undefined
      ? undefined
      : await extendService(reference.service, from.services, from.loadedFrom, from.scope, trail, context);
  if (base?.kind !== 'map') {
    context.tainted.add(name);
    service.entries.delete('extends');
    return service;
  }
  return extended(base, service, name, services, scope, context);
}

function extended(
  base: MapNode,
  service: MapNode,
  name: string,
  services: MapNode,
  scope: ExtendScope,
  context: LoadContext,
): MapNode {
  context.count(service.at, sizeOf(base));
  const source = clone(base) as MapNode;
  const wrapped = map(source.at);
  const named = map(source.at);
  put(named, name, source);
  put(wrapped, 'services', named);
  scope.resets.apply(wrapped, (at, nodes) => context.count(at, nodes));
  if (context.options.explain === true) markExtended(source);
  const merged = mergeService(source, service, name, context);
  enforceUniqueIn(merged, name, context);
  merged.entries.delete('extends');
  put(services, name, merged);
  return merged;
}

function markExtended(node: Node): void {
  if (node.kind === 'map') for (const { value } of node.entries.values()) markExtended(value);
  else if (node.kind === 'list') for (const item of node.items) markExtended(item);
  else node.trail = { step: { kind: 'extended', from: node.at.source.file }, earlier: node.trail };
}

interface Reference {
  service: string;
  file: string | undefined;
  at: Place;
  /** Where the file is named. */
  fileAt?: Place;
}

function referenceOf(node: Node, name: string, context: LoadContext): Reference | undefined {
  const at = node.at;
  if (node.kind === 'scalar') {
    const service = asText(node);
    if (service !== undefined) return { service, file: undefined, at };
    context.report('wrong-type', ['services', name, 'extends'], 'must be a text or a mapping', at);
    return undefined;
  }
  const service = node.kind === 'map' ? asText(get(node, 'service')) : undefined;
  if (node.kind !== 'map' || service === undefined) {
    context.report('missing-key', ['services', name, 'extends'], "missing property 'service'", at);
    return undefined;
  }
  const file = get(node, 'file');
  return {
    service,
    file: isNull(file) ? undefined : (asText(file) ?? ''),
    at: get(node, 'service')?.at ?? at,
    fileAt: get(node, 'file')?.at ?? at,
  };
}

interface Base {
  services: MapNode;
  /** As cycles are told by: the reference as written. */
  file: string;
  loadedFrom: string;
  scope: ExtendScope;
}

async function findBase(
  name: string,
  reference: Reference,
  services: MapNode,
  file: string,
  scope: ExtendScope,
  context: LoadContext,
): Promise<Base | undefined> {
  if (reference.file !== undefined) return loadBase(name, reference, reference.file, scope, context);
  if (services.entries.has(reference.service)) return { services, file, loadedFrom: file, scope };
  notFound(name, reference, services, file, context);
  return undefined;
}

function notFound(
  name: string,
  reference: Reference,
  services: MapNode,
  file: string,
  context: LoadContext,
): void {
  const others = services.entries.keys().filter((other) => other !== name);
  const near = nearest(reference.service, others);
  const message = `cannot extend service "${name}" in ${file}: service "${reference.service}" not found`;
  const hint = near === undefined ? undefined : `Did you mean "${near}"?`;
  context.add('unknown-service', message, reference.at, hint);
}

async function loadBase(
  name: string,
  reference: Reference,
  file: string,
  scope: ExtendScope,
  context: LoadContext,
): Promise<Base | undefined> {
  const { loaders, environment } = scope;
  const key = `${loaders.workingDir}\0${file}`;
  const known = context.extendedFiles(environment);
  const loaded = known.get(key) ?? (await loadExtended(name, reference, file, scope, context));
  if (loaded === undefined) return undefined;
  known.set(key, loaded);
  const { services, local, resets } = loaded;
  if (services === undefined) {
    const message = `cannot extend service "${name}" in ${local}: no services section`;
    context.add('unknown-service', message, reference.at);
    return undefined;
  }
  if (!services.entries.has(reference.service)) {
    notFound(name, reference, services, local, context);
    return undefined;
  }
  return {
    services,
    file,
    loadedFrom: file,
    scope: { ...scope, resets, loaders: loaders.within(loaders.workingDir, file) },
  };
}

/** Reads the other file; its paths become relative to where we are, its own `include` and defaults do not count. */
async function loadExtended(
  name: string,
  reference: Reference,
  file: string,
  { loaders, environment }: ExtendScope,
  context: LoadContext,
): Promise<ExtendedFile | undefined> {
  let local: string;
  let merged: MapNode | undefined;
  let resets = new ResetPaths();
  try {
    local = await loaders.load(file);
    const missing = (path: string) => ({
      code: 'compose-file-not-found',
      message: `cannot extend service "${name}": ${path} does not exist`,
    });
    const source = await readSource(local, missing, context.options.contents);
    const hasVariables = mayHaveVariables(source.text);
    for (const document of readChecked(source, context)) {
      if (document.root.kind !== 'map') continue;
      if (context.isInterpolated) interpolate(document.root, environment, context, hasVariables);
      if (merged !== undefined) document.resets.apply(merged, (at, nodes) => context.count(at, nodes));
      merged = mergeFiles(merged ?? map(document.root.at), document.root, context);
      enforceUnique(merged, context);
      checkForms(merged, context);
      expandShortForms(merged, context);
      enforceUnique(merged, context);
      resets = document.resets;
    }
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'too-many-values') throw error;
    context.add(error.code, error.message, reference.fileAt ?? reference.at, error.hint);
    return undefined;
  }
  if (merged !== undefined) {
    resolvePaths(merged, {
      workingDir: loaders.folder(file),
      home: context.options.environment['HOME'],
      isRemote: (path) => loaders.isRemote(path),
      load: context,
    });
  }
  const services = merged === undefined ? undefined : get(merged, 'services');
  return { services: services?.kind === 'map' ? services : undefined, local, resets };
}

/** undefined: the same service was met before. */
function visit(
  file: string,
  service: string,
  before: Visit | undefined,
  at: Place,
  context: LoadContext,
): Visit | undefined {
  const seen = before?.seen ?? new Set();
  const next = { file, service, before, seen };
  const key = `${file}\0${service}`;
  if (seen.has(key)) {
    const [first, ...others] = chainOf(next);
    const lines = others.map(({ file, service }) => `  extends ${service} in ${file}`);
    const message = ['Circular reference:', `  ${first?.service} in ${first?.file}`, ...lines].join('\n');
    context.add('extends-cycle', message, at);
    return undefined;
  }
  seen.add(key);
  return next;
}

function chainOf(last: Visit): Visit[] {
  const chain: Visit[] = [];
  for (let visit: Visit | undefined = last; visit !== undefined; visit = visit.before) chain.push(visit);
  return chain.reverse();
}
