/** Where the files of a project are, and how they were loaded when it was started. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LoadOptions } from '../../compose-file/index.ts';
import { filesOf } from '../model/describe-project.ts';
import { label } from '../model/labels.ts';
import type { Settings } from '../settings.ts';
import { findsFiles } from './main-files.ts';

export interface ProjectSource {
  /** Absolute; empty when unknown. */
  files: string[];
  folder: string;
  load: LoadOptions;
  /** Why they cannot be loaded, as a sentence. */
  problem?: string;
}

/** What `-f -` leaves in the label. */
const standardInput = '-';

type Labels = Readonly<Record<string, string>>;

/**
 * In this order: as the command line said with flags, as the labels of its containers say (also of those that went since), as the
 * command line found it without flags, an example of the package. Undefined when nobody knows.
 */
export function sourceOf(
  name: string,
  labels: readonly Labels[],
  settings: Pick<Settings, 'env' | 'project' | 'load'>,
): ProjectSource | undefined {
  const load = settings.project === name ? settings.load : undefined;
  const own = load && { files: [], folder: load.cwd, load };
  const flags = load !== undefined && ((load.files?.length ?? 0) > 0 || (load.profiles?.length ?? 0) > 0);
  if (own !== undefined && flags) return own;
  const labelled = fromLabels(name, labels, settings.env);
  const ownIsBetter = own !== undefined && findsFiles(own.load);
  if (labelled !== undefined && (labelled.problem === undefined || !ownIsBetter)) return labelled;
  if (own !== undefined) return own;
  const example = exampleFolders().find((folder) => basename(folder) === name);
  if (example === undefined) return undefined;
  return { files: [], folder: example, load: { cwd: example, environment: { ...settings.env } } };
}

function fromLabels(
  name: string,
  labels: readonly Labels[],
  env: Settings['env'],
): ProjectSource | undefined {
  const files = filesOf(labels.map((each) => each[label.configFiles]));
  const folder = labels.map((each) => each[label.workingDir]).find((each) => each !== undefined);
  if (folder === undefined || files.length === 0) return undefined;
  const envFiles = filesOf(labels.map((each) => each[label.environmentFile]));
  const load: LoadOptions = {
    cwd: folder,
    environment: { ...env },
    files,
    projectDirectory: folder,
    projectName: name,
    envFiles,
  };
  const gone = [...files, ...envFiles].filter((file) => !existsSync(file));
  if (gone.length === 0) return { files, folder, load };
  const problem = gone.includes(standardInput)
    ? 'Its file was read from standard input, and nobody has it any more.'
    : `Its files are not on this machine any more: ${gone.join(', ')}.`;
  return { files, folder, load, problem };
}

/** Folders with Compose files that come with the package. */
export function exampleFolders(): string[] {
  // From a chunk of the bundle (`dist/main/`), or from the source tree.
  const roots = ['../../examples', '../../../examples'].map((path) => join(import.meta.dirname, path));
  const root = roots.find((path) => existsSync(path));
  if (root === undefined) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(root, name));
}
