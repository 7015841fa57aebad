import { realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { UserError } from '../shared/index.ts';
import { Environment } from './environment.ts';
import { LoadError } from './errors.ts';
import { type Location, locate, NAMES, nameOfFolder, normalizeProjectName } from './locate.ts';
import type { LoadOptions } from './options.ts';
import { EnoughProblems, LoadContext } from './phases/context.ts';
import { addFile } from './phases/documents.ts';
import { type FileErrorContext, readSource } from './phases/files.ts';
import { finishModel } from './phases/include.ts';
import { normalize } from './phases/normalize.ts';
import { ResourceLoaders } from './phases/resources.ts';
import { substitute, TemplateError } from './phases/template.ts';
import type { Project } from './project.ts';
import { remoteLoaders } from './remote/loaders.ts';
import { toProject } from './to-project.ts';
import { type MapNode, map } from './tree/node.ts';
import type { Source } from './tree/source.ts';
import { YamlNode } from './yaml/node.ts';
import { parseYaml } from './yaml/parse.ts';

/** A project as a tree, before it is given its types. */
export interface Model {
  name: string;
  root: MapNode;
  location: Location;
}

/**
 * Loads a Compose project.
 * @throws LoadError with every mistake found, each with file, line and column.
 */
export async function loadProject(options: LoadOptions): Promise<Project> {
  const context = new LoadContext(options);
  return reporting(context, async () => {
    const model = await readModel(options, context);
    return toProject(model, context);
  });
}

/** Loads a project only as far as its tree: for `config --no-interpolate` and for what asks about variables. */
export async function loadModel(options: LoadOptions): Promise<Model> {
  const context = new LoadContext(options);
  return reporting(context, () => readModel(options, context));
}

/** What was loaded, with how its values came to be. */
export interface Explained {
  model: Model;
  fromFiles: LoadContext['fromFiles'];
}

export async function loadExplained(options: LoadOptions): Promise<Explained> {
  const context = new LoadContext({ ...options, explain: true });
  return reporting(context, async () => {
    const model = await readModel(context.options, context);
    await toProject(model, context);
    return { model, fromFiles: context.fromFiles };
  });
}

async function reporting<T>(context: LoadContext, load: () => Promise<T>): Promise<T> {
  try {
    const loaded = await load();
    throwProblems(context);
    return loaded;
  } catch (thrown) {
    if (thrown instanceof EnoughProblems) throwProblems(context);
    const error = thrown instanceof RangeError ? tooLarge(thrown) : thrown;
    if (!(error instanceof UserError) || error instanceof LoadError) throw error;
    context.problems.push(error);
    throwProblems(context);
    throw error;
  }
}

/** The runtime's own bounds, of stack and of texts: what meets them is larger than anything that was foreseen. */
function tooLarge(cause: RangeError): UserError {
  return new UserError('too-many-values', `the project is too large: ${cause.message}`, { cause });
}

function throwProblems({ problems }: LoadContext): void {
  const [first, ...others] = inOrder(problems);
  if (first !== undefined) throw new LoadError([first, ...others]);
}

/** File after file, from top to bottom, and of several mistakes at one place the first that was found. */
function inOrder(problems: readonly UserError[]): UserError[] {
  const files = [...new Set(problems.map(({ position }) => position?.file))];
  const rank = ({ position }: UserError): number[] => [
    position === undefined ? -1 : files.indexOf(position.file),
    position?.line ?? 0,
    position?.column ?? 0,
  ];
  const sorted = problems
    .map((problem) => ({ problem, rank: rank(problem) }))
    .sort(
      (a, b) => a.rank.map((part, i) => part - (b.rank[i] ?? 0)).find((difference) => difference !== 0) ?? 0,
    );
  return sorted
    .filter(({ problem, rank }, i) => {
      const before = sorted[i - 1]?.rank;
      return (
        problem.position === undefined || before === undefined || rank.some((part, k) => part !== before[k])
      );
    })
    .map(({ problem }) => problem);
}

async function readModel(options: LoadOptions, context: LoadContext): Promise<Model> {
  const remotes = new ResourceLoaders(options.cwd, remoteLoaders(options, NAMES));
  const location = await locate(options, (file) => remotes.isRemote(file), context);
  if (location.files.length === 0) {
    throw new UserError('no-compose-file', 'no configuration file provided: not found', {
      hint: 'Create compose.yaml here or in a folder above, or name a file with -f.',
    });
  }
  const loaders = await fetchRemotes(location, remotes);
  const sources: Source[] = [];
  for (const file of location.files) sources.push(await readMain(file, options));
  const name = projectName(sources, location, options, context);
  // Without interpolation nothing is taken from the environment, named variables included.
  const environment = options.noInterpolate === true ? new Environment([]) : location.environment;
  location.environment = withProjectName(environment, name);
  const scope = { workingDir: location.workingDir, environment: location.environment, loaders, included: [] };
  let root: MapNode | undefined;
  for (const source of sources) root = await addFile(root, source, scope, context);
  if (root === undefined || root.entries.size === 0) return emptyModel(sources, name, location, context);
  finishModel(root, scope, options.noPathResolution !== true, context);
  context.endIfLarge();
  if (name === '' && context.problems.length === 0)
    throw new UserError('no-project-name', 'project name must not be empty');
  if (options.noNormalize !== true) normalize(root, name, location.environment);
  return { name, root, location };
}

/** Replaces remote files by local copies; the project then lies where the first of them does. */
async function fetchRemotes(location: Location, remotes: ResourceLoaders): Promise<ResourceLoaders> {
  const first = location.files.find((file) => remotes.isRemote(file));
  location.namedAfter = location.workingDir;
  if (first === undefined) return remotes.within(location.workingDir, location.workingDir);
  const local = (file: string): Promise<string> =>
    remotes.isRemote(file) ? remotes.load(file) : Promise.resolve(file);
  location.files = await Promise.all(location.files.map(local));
  location.workingDir = dirname(await remotes.load(first));
  return remotes.within(location.workingDir, first);
}

function emptyModel(sources: Source[], name: string, location: Location, context: LoadContext): Model {
  const [source = { file: '', text: '' }] = sources;
  const at = { source, start: 0, end: 1 };
  if (context.problems.length === 0)
    context.add('empty-file', 'empty compose file', at, 'Begin with "services:".');
  return { name, root: map(at), location };
}

async function readMain(file: string, { readStdin, contents }: LoadOptions): Promise<Source> {
  if (file === '-') {
    if (readStdin === undefined)
      throw new UserError('compose-file-not-found', 'standard input cannot be read here');
    return { file, text: (await readStdin()).replace(/^\ufeff/, '') };
  }
  return readSource(file, missingMain, contents);
}

function missingMain(path: string): FileErrorContext {
  const message = `open ${path}: no such file or directory`;
  return { code: 'compose-file-not-found', message, hint: 'Check the path after -f.' };
}

/** `-p`, `COMPOSE_PROJECT_NAME`, the last `name:` of the files, the folder: the first of these that is there. */
function projectName(
  sources: Source[],
  location: Location,
  options: LoadOptions,
  context: LoadContext,
): string {
  const given = options.projectName || location.environment.get('COMPOSE_PROJECT_NAME') || '';
  if (given !== '') {
    if (normalizeProjectName(given) === given) return given;
    throw new UserError('invalid-project-name', `invalid project name "${given}"`, {
      hint: 'It consists of lower-case letters, digits, "-" and "_", and begins with a letter or digit.',
    });
  }
  const named = lastName(sources, context);
  if (named === undefined) return folderName(location.namedAfter, context);
  return nameFromFile(named, location.environment, options);
}

function nameFromFile(named: string, environment: Environment, options: LoadOptions): string {
  try {
    const name = options.noInterpolate === true ? named : substitute(named, (key) => environment.get(key));
    return options.noNormalize === true ? name : normalizeProjectName(name);
  } catch (error) {
    // The same text is read again with its place, and reported then.
    if (error instanceof TemplateError) return 'unnamed';
    throw error;
  }
}

function folderName(folder: string, context: LoadContext): string {
  const name = basename(folder);
  try {
    if (basename(realpathSync(folder)) !== name) {
      const message = `project has been loaded without an explicit name from a symlink. Using name "${name}"`;
      context.warn('name-from-symlink', message);
    }
  } catch {
    // A folder that is not there yet has no other name.
  }
  return nameOfFolder(folder);
}

function lastName(sources: Source[], context: LoadContext): string | undefined {
  let found: string | undefined;
  for (const source of sources) {
    if (!/^["']?name["']?\s*:|[{,]\s*["']?name["']?\s*:/m.test(source.text)) continue;
    try {
      const documents = parseYaml(source);
      context.parsed.set(source, documents);
      for (const { tape, root: outermost } of documents) {
        const root = new YamlNode(tape, outermost);
        if (root.kind !== 'mapping') continue;
        const { items } = root;
        const index = items.findIndex((item, i) => i % 2 === 0 && item.text === 'name');
        const value = index === -1 ? undefined : items[index + 1];
        const scalar = value?.kind === 'alias' ? value.target : value;
        if (scalar?.kind === 'scalar' && scalar.tag !== '!!null' && scalar.text !== '') found = scalar.text;
      }
    } catch {
      // Reported when the file is read in earnest.
    }
  }
  return found;
}

function withProjectName(environment: Environment, name: string): Environment {
  return environment.overriding('COMPOSE_PROJECT_NAME', name, 'project name');
}
