import { dirname, isAbsolute } from 'node:path';
import { UserError } from '../../shared/index.ts';
import { readEnvFiles } from '../env-files.ts';
import type { Environment } from '../environment.ts';
import {
  get,
  isEqual,
  isNull,
  isText,
  keyPlace,
  type MapNode,
  map,
  type Node,
  put,
  sizeOf,
} from '../tree/node.ts';
import type { Path } from '../tree/path.ts';
import type { Place } from '../tree/source.ts';
import { checkAttributes } from './check.ts';
import { type LoadContext, PER_VARIABLE } from './context.ts';
import { addFile } from './documents.ts';
import { isFile, readSource } from './files.ts';
import { fillDefaults } from './fill.ts';
import { resolvePaths } from './paths.ts';
import { cleanJoin } from './resolve-path.ts';
import { resolveVariables } from './resolve-variables.ts';
import type { ResourceLoaders } from './resources.ts';

/** Includes of includes beyond this are a cycle that changes its name on the way. */
const MAX_DEPTH = 50;
const SECTIONS = ['services', 'volumes', 'networks', 'secrets', 'configs', 'models'];

export interface IncludeScope {
  /** Folder that the include's own paths refer to. */
  workingDir: string;
  environment: Environment;
  loaders: ResourceLoaders;
  /** Files on the way here. */
  included: readonly string[];
}

interface IncludeEntry {
  paths: { text: string; at: Place }[];
  projectDirectory: string | undefined;
  envFiles: { text: string; at: Place }[];
  at: Place;
}

/** Loads what `include` names as projects of their own and adds their resources. Changes the tree in place. */
export async function applyIncludes(root: MapNode, scope: IncludeScope, context: LoadContext): Promise<void> {
  const include = get(root, 'include');
  root.entries.delete('include');
  if (include === undefined || (include.kind === 'scalar' && include.value === null)) return;
  if (include.kind !== 'list') {
    context.report(
      'wrong-type',
      ['include'],
      '`include` must be a list',
      include.at,
      'Put "- " before each path.',
    );
    return;
  }
  for (const [i, item] of include.items.entries()) {
    const entry = parseEntry(item, i, context);
    if (entry === undefined) continue;
    try {
      const imported = await loadIncluded(entry, scope, context);
      if (imported !== undefined) importResources(imported, root, context);
    } catch (error) {
      if (!(error instanceof UserError) || error.code === 'too-many-values') throw error;
      context.isIncomplete = true;
      if (error.position === undefined) context.add(error.code, error.message, entry.at, error.hint);
      else context.problems.push(error);
    }
  }
}

function parseEntry(item: Node, index: number, context: LoadContext): IncludeEntry | undefined {
  const path = ['include', String(index)];
  if (isText(item)) {
    return {
      paths: [{ text: item.value, at: item.at }],
      projectDirectory: undefined,
      envFiles: [],
      at: item.at,
    };
  }
  if (isNull(item)) return { paths: [], projectDirectory: undefined, envFiles: [], at: item.at };
  if (item.kind !== 'map') {
    context.report('wrong-type', path, 'must be a text or a mapping', item.at);
    return undefined;
  }
  for (const key of item.entries.keys()) {
    if (['path', 'project_directory', 'env_file'].includes(key.toLowerCase())) continue;
    context.warn(
      'unknown-include-key',
      `include[${index}]: "${key}" is not known and has no effect`,
      keyPlace(item, key),
    );
  }
  return {
    paths: textsOf(fieldOf(item, 'path'), [...path, 'path'], context),
    projectDirectory: directoryOf(
      fieldOf(item, 'project_directory'),
      [...path, 'project_directory'],
      context,
    ),
    envFiles: textsOf(fieldOf(item, 'env_file'), [...path, 'env_file'], context),
    at: item.at,
  };
}

/** Letters may be of either case here, for nothing checks the keys before. */
function fieldOf(item: MapNode, name: string): Node | undefined {
  const other = (): string | undefined => [...item.entries.keys()].find((key) => key.toLowerCase() === name);
  return get(item, name) ?? get(item, other() ?? name);
}

function directoryOf(node: Node | undefined, path: Path, context: LoadContext): string | undefined {
  if (node === undefined || isNull(node)) return undefined;
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  context.report('wrong-type', path, 'must be a text', node.at);
  return undefined;
}

function textsOf(node: Node | undefined, path: Path, context: LoadContext): { text: string; at: Place }[] {
  if (node === undefined || isNull(node)) return [];
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    if (isText(item)) return [{ text: item.value, at: item.at }];
    context.report('wrong-type', path, 'must be a text or a list of texts', item.at);
    return [];
  });
}

async function loadIncluded(
  entry: IncludeEntry,
  scope: IncludeScope,
  context: LoadContext,
): Promise<MapNode | undefined> {
  const [main] = entry.paths;
  if (main === undefined) {
    if (entry.envFiles.length > 0) await includedEnvironment(entry, scope.loaders.workingDir, scope, context);
    context.warn('include-without-path', 'include: there is no path, so nothing is included', entry.at);
    return undefined;
  }
  const files: { path: string; at: Place }[] = [];
  for (const { text, at } of entry.paths) files.push({ path: await scope.loaders.load(text), at });
  const mainFile = files[0]?.path ?? '';
  if (scope.included.includes(mainFile) || scope.included.length > MAX_DEPTH) {
    const [first, ...others] = [...scope.included, mainFile];
    const message = `include cycle detected:\n${first}\n include ${others.join('\n include ')}`;
    context.add('include-cycle', message, main.at);
    return undefined;
  }
  const folder = foldersOf(entry, main.text, mainFile, scope);
  const environment = await includedEnvironment(entry, folder.absolute, scope, context);
  const inside: IncludeScope = {
    workingDir: folder.shown,
    environment,
    loaders: scope.loaders.within(folder.absolute, main.text),
    included: scope.included,
  };
  return loadFiles(files, inside, context);
}

/** Folder of the included project: for its own files absolute, for its paths relative to ours until the end. */
function foldersOf(
  entry: IncludeEntry,
  main: string,
  mainFile: string,
  scope: IncludeScope,
): { absolute: string; shown: string } {
  const given = entry.projectDirectory;
  if (given === undefined) {
    const absolute = dirname(mainFile);
    return { absolute, shown: scope.loaders.isRemote(main) ? absolute : scope.loaders.folder(mainFile) };
  }
  if (isAbsolute(given)) return { absolute: given, shown: given };
  return { absolute: cleanJoin(scope.loaders.workingDir, given), shown: scope.loaders.folder(given) };
}

async function includedEnvironment(
  entry: IncludeEntry,
  folder: string,
  scope: IncludeScope,
  context: LoadContext,
): Promise<Environment> {
  let files = entry.envFiles.map(({ text }) =>
    isAbsolute(text) ? text : cleanJoin(scope.loaders.workingDir, text),
  );
  if (files.length === 0) {
    const implicit = cleanJoin(folder, '.env');
    files = (await isFile(implicit)) ? [implicit] : [];
  }
  files = await Promise.all(files.map((file) => scope.loaders.contained(file)));
  const read = await readEnvFiles(files, scope.environment, {
    unset: (message) => context.warn('unset-variable', message),
    explain: context.options.explain === true,
  });
  context.count(entry.at, PER_VARIABLE * (read.size - scope.environment.size));
  return read;
}

async function loadFiles(
  files: { path: string; at: Place }[],
  scope: IncludeScope,
  context: LoadContext,
): Promise<MapNode | undefined> {
  let model: MapNode | undefined;
  for (const { path, at } of files) {
    context.countFile(path, at);
    const missing = () => ({
      code: 'compose-file-not-found',
      message: `included file ${path} does not exist`,
    });
    const source = await readSource(path, missing, context.options.contents).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      context.add(error.code, error.message, at, error.hint);
      context.isIncomplete = true;
      return undefined;
    });
    if (source === undefined) continue;
    model = await addFile(model, source, scope, context);
    if (model !== undefined) context.noteIncluded(path, sizeOf(model));
  }
  if (model !== undefined) finishModel(model, scope, true, context);
  return model;
}

/** What is done to a model when all its files are in: defaults, checks, absolute paths. Changes the tree in place. */
export function finishModel(
  model: MapNode,
  scope: Pick<IncludeScope, 'workingDir' | 'environment' | 'loaders'>,
  withPaths: boolean,
  context: LoadContext,
): void {
  fillDefaults(model);
  checkAttributes(model, context);
  if (withPaths) {
    resolvePaths(model, {
      workingDir: scope.workingDir,
      home: context.options.environment['HOME'],
      isRemote: (path) => scope.loaders.isRemote(path),
      load: context,
    });
  }
  resolveVariables(model, scope.environment);
}

/** Adds resources of an included model; the same name for something else is a mistake. */
function importResources(imported: MapNode, root: MapNode, context: LoadContext): void {
  for (const section of SECTIONS) {
    const from = get(imported, section);
    if (from?.kind !== 'map') continue;
    const existing = get(root, section);
    const to = existing?.kind === 'map' ? existing : map(from.at);
    for (const [name, entry] of from.entries) {
      const other = get(to, name);
      if (other === undefined) to.entries.set(name, entry);
      else if (!isEqual(other, entry.value)) {
        const hint = 'Change it in a file that is listed under the same include, after the first path.';
        context.add(
          'include-conflict',
          `${section}.${name} conflicts with imported resource`,
          keyPlace(to, name),
          hint,
        );
      }
    }
    put(root, section, to);
  }
}
