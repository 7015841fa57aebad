import { lstatSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { UserError } from '../shared/index.ts';
import { readEnvFiles } from './env-files.ts';
import { Environment } from './environment.ts';
import type { LoadOptions } from './options.ts';
import type { LoadContext } from './phases/context.ts';
import { isFile } from './phases/files.ts';
import { cleanJoin } from './phases/resolve-path.ts';

/** Names of Compose files, the first one wins. */
export const NAMES: readonly string[] = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
];
const OVERRIDES = NAMES.map((name) => name.replace(/\.(yaml|yml)$/, '.override.$1'));
const OVERRIDE_ORDER = [OVERRIDES[1], OVERRIDES[0], OVERRIDES[2], OVERRIDES[3]] as string[];

/** Where a project is, before anything of it is read. */
export interface Location {
  /** Absolute paths, `-`, or remote references. */
  files: string[];
  workingDir: string;
  /** The folder that gives the project its name where nothing else does. */
  namedAfter: string;
  environment: Environment;
  /** The env files that were read. */
  envFiles: string[];
}

/**
 * Finds the Compose files, the project's folder and the environment that variables are looked up in.
 * Docker Compose looks for `.env` twice: beside the files that were named, and again when the files were found.
 */
export async function locate(
  options: LoadOptions,
  isRemote: (reference: string) => boolean,
  context: LoadContext,
): Promise<Location> {
  const shell = shellEnvironment(options);
  const finder = new Finder(options, isRemote);
  const reading = {
    unset: (message: string): void => context.warn('unset-variable', message),
    explain: options.explain === true,
  };
  let envFiles = await envFilesOf(options, finder.workingDir());
  let environment = await readEnvFiles(envFiles, shell, reading);
  await finder.fromVariable(environment);
  await finder.fromFolders((message) => context.warn('several-compose-files', message));
  const later = await envFilesOf(options, finder.workingDir());
  if (later.join('\0') !== envFiles.join('\0')) {
    environment = await readEnvFiles(later, environment, reading);
    envFiles = later.length > 0 ? later : envFiles;
  }
  const workingDir = finder.workingDir();
  return { files: finder.files, workingDir, namedAfter: workingDir, environment, envFiles };
}

function shellEnvironment({ environment, cwd }: LoadOptions): Environment {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) values.set(name, value);
  if (!values.has('PWD')) values.set('PWD', cwd);
  return new Environment([{ origin: 'shell', values }]);
}

/** `--env-file`, `COMPOSE_ENV_FILES`, or `.env` in the project's folder. */
async function envFilesOf(
  { envFiles, environment, cwd }: LoadOptions,
  workingDir: string,
): Promise<string[]> {
  const given = envFiles ?? [];
  const named =
    given.length > 0 ? given : (environment['COMPOSE_ENV_FILES'] ?? '').split(',').filter(Boolean);
  if (named.length > 0) return named.map((file) => resolve(cwd, file));
  const disabled = environment['COMPOSE_DISABLE_ENV_FILE'];
  if (disabled !== undefined && isTrue(disabled)) return [];
  const implicit = join(workingDir, '.env');
  return (await isFile(implicit)) ? [implicit] : [];
}

/** As Go's ParseBool; other words are a mistake. */
function isTrue(text: string): boolean {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
  throw new UserError('invalid-value', `COMPOSE_DISABLE_ENV_FILE must be true or false, not "${text}"`);
}

class Finder {
  files: string[];
  readonly #options: LoadOptions;
  readonly #isRemote: (reference: string) => boolean;

  constructor(options: LoadOptions, isRemote: (reference: string) => boolean) {
    this.#options = options;
    this.#isRemote = isRemote;
    this.files = (options.files ?? []).map((file) => this.#absolute(file));
  }

  /** `--project-directory`, else the folder of the first file, else where the command runs. */
  workingDir(): string {
    const { projectDirectory, cwd } = this.#options;
    if (projectDirectory !== undefined && projectDirectory !== '') return resolve(cwd, projectDirectory);
    const first = this.files.find((file) => file !== '-');
    return first === undefined || this.#isRemote(first) ? cwd : dirname(first);
  }

  async fromVariable(environment: Environment): Promise<void> {
    const variable = environment.get('COMPOSE_FILE');
    if (this.files.length > 0 || variable === undefined) return;
    const separator = environment.get('COMPOSE_PATH_SEPARATOR') || ':';
    const files = variable
      .split(separator)
      .map((file) => (file === '-' ? file : resolve(this.#options.cwd, file)));
    for (const file of files) {
      if (file === '-') continue;
      await stat(file).catch(() => {
        throw new UserError('compose-file-not-found', `${file} does not exist; COMPOSE_FILE names it`);
      });
    }
    this.files = files;
  }

  /** Looks here, then in each folder above. */
  async fromFolders(warn: (message: string) => void): Promise<void> {
    if (this.files.length > 0) return;
    for (let folder = this.workingDir(); ; folder = dirname(folder)) {
      const found = present(NAMES, folder);
      const [winner] = found;
      if (winner !== undefined) {
        this.files = [winner, ...this.#override(folder, warn)];
        if (found.length > 1) {
          warn(`Found multiple config files with supported names: ${found.join(', ')}`);
          warn(`Using ${winner}`);
        }
        return;
      }
      if (dirname(folder) === folder) return;
    }
  }

  #override(folder: string, warn: (message: string) => void): string[] {
    const found = present(OVERRIDE_ORDER, folder);
    const [first] = found;
    if (first === undefined) return [];
    if (found.length > 1) {
      warn(`Found multiple override files with supported names: ${found.join(', ')}`);
      warn(`Using ${first}`);
    }
    return [first];
  }

  #absolute(file: string): string {
    if (file === '-' || isAbsolute(file) || this.#isRemote(file)) return file;
    return cleanJoin(this.#options.cwd, file);
  }
}

function present(names: readonly string[], folder: string): string[] {
  return names.map((name) => join(folder, name)).filter(isThere);
}

/** A link that leads nowhere or in circles counts, so that reading it says what is wrong. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** A folder's name as a project name: lower-case letters, digits, `-` and `_`. */
export function normalizeProjectName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
}

export function nameOfFolder(folder: string): string {
  return normalizeProjectName(basename(folder));
}
