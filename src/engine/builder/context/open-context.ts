import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { EngineError, messageOf, PathPatterns, parseIgnoreFile } from '../../../shared/index.ts';
import type { Images } from '../../images/contract.ts';
import type { BuildRequest } from '../contract.ts';
import { FileDigests } from './file-digests.ts';
import { FileTree } from './file-tree.ts';
import { fetchContext } from './remote-context.ts';

/** The files of a build, its Dockerfile, and what of the files is left out. */
export interface OpenContext {
  tree: FileTree;
  digests: FileDigests;
  /** As errors name it. */
  fileName: string;
  text: string;
  ignore: PathPatterns;
}

export interface ContextFolders {
  /** Keeps the files' digests. */
  digests: string;
  downloads: string;
  /** For what is unpacked and belongs to this build alone. */
  temporary: string;
}

/** @throws EngineError `invalid` with Docker's sentence when the context or its Dockerfile is not there. */
export async function openContext(
  request: BuildRequest,
  images: Pick<Images, 'unpack'>,
  folders: ContextFolders,
  signal: AbortSignal,
): Promise<OpenContext> {
  const isFolder = 'folder' in request.context;
  const root = await bringContext(request.context, images, folders, signal);
  const whole = new FileTree(root);
  const name = request.dockerfile ?? 'Dockerfile';
  const text = request.dockerfileText ?? readDockerfile(whole, name, isFolder);
  const ignore = readIgnore(whole, request.dockerfileText === undefined ? name : undefined, isFolder);
  return {
    tree: new FileTree(root, ignore),
    digests: isFolder ? digestsOf(root, folders.digests) : new FileDigests(),
    fileName: request.dockerfileText === undefined ? shownName(name, isFolder) : 'Dockerfile',
    text,
    ignore,
  };
}

async function bringContext(
  context: BuildRequest['context'],
  images: Pick<Images, 'unpack'>,
  folders: ContextFolders,
  signal: AbortSignal,
): Promise<string> {
  if ('folder' in context) return checkFolder(context.folder);
  const folder = join(folders.temporary, 'context');
  if ('address' in context) {
    return await fetchContext(context.address, { images, downloads: folders.downloads, folder, signal });
  }
  mkdirSync(folder, { mode: 0o755 });
  await images.unpack(context.archive, folder, { signal });
  return folder;
}

/** A folder of the host under a name of its own (`additional_contexts`). */
export function openFolder(folder: string, digestFolder: string): { tree: FileTree; digests: FileDigests } {
  const root = checkFolder(folder);
  const tree = new FileTree(root, readIgnore(new FileTree(root), undefined, true));
  return { tree, digests: digestsOf(root, digestFolder) };
}

function digestsOf(root: string, digestFolder: string): FileDigests {
  const name = createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 32);
  return new FileDigests(join(digestFolder, `${name}.json`));
}

function checkFolder(folder: string): string {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (!stats)
    throw new EngineError('invalid', `unable to prepare context: path ${JSON.stringify(folder)} not found`);
  if (!stats.isDirectory()) {
    throw new EngineError(
      'invalid',
      `unable to prepare context: path ${JSON.stringify(folder)} is not a folder`,
    );
  }
  return folder;
}

function shownName(name: string, isFolder: boolean): string {
  return isFolder && isAbsolute(name) ? basename(name) : name;
}

/** A folder's owner may name any file of the host; the names in an archive stay in the archive. */
function readDockerfile(tree: FileTree, name: string, isFolder: boolean): string {
  const text = readOptional(tree, name, isFolder);
  if (text !== undefined) return text;
  const shown = shownName(name, isFolder);
  throw new EngineError('invalid', `failed to read dockerfile: open ${shown}: no such file or directory`);
}

function readIgnore(tree: FileTree, dockerfile: string | undefined, isFolder: boolean): PathPatterns {
  const own =
    dockerfile === undefined ? undefined : readOptional(tree, `${dockerfile}.dockerignore`, isFolder);
  const text = own ?? readOptional(tree, '.dockerignore', isFolder);
  try {
    return new PathPatterns(text === undefined ? [] : parseIgnoreFile(text));
  } catch (error) {
    throw new EngineError('invalid', `error reading .dockerignore: ${messageOf(error)}`, { cause: error });
  }
}

function readOptional(tree: FileTree, name: string, isFolder: boolean): string | undefined {
  const path = isFolder ? (isAbsolute(name) ? name : join(tree.root, name)) : inArchive(tree, name);
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new EngineError('invalid', `failed to read dockerfile: ${messageOf(error)}`, { cause: error });
  }
}

function inArchive(tree: FileTree, name: string): string | undefined {
  const entry = tree.find(name, true);
  return entry?.kind === 'file' ? tree.absolute(entry) : undefined;
}
