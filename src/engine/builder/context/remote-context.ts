import { copyFileSync, createReadStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../../../shared/index.ts';
import type { Images } from '../../images/contract.ts';
import { parseGitAddress } from '../plan/git-address.ts';
import { download } from '../solve/download.ts';
import { fetchGit, resolveGit } from '../solve/git-source.ts';
import { FileTree } from './file-tree.ts';

/** Whether a context is an address rather than a folder of this host. */
export function isAddress(text: string): boolean {
  return parseGitAddress(text) !== undefined || /^https?:\/\//.test(text);
}

export interface RemoteOptions {
  images: Pick<Images, 'unpack'>;
  downloads: string;
  /** Does not exist yet; its parent does. */
  folder: string;
  signal: AbortSignal;
}

/**
 * Brings what is at an address into a folder: a git repository (`https://host/repo.git#ref:folder`), an archive, or a text
 * that is the Dockerfile. Returns the folder that is the context. @throws Error, EngineError
 */
export async function fetchContext(address: string, options: RemoteOptions): Promise<string> {
  if (!isAddress(address)) {
    throw new EngineError(
      'invalid',
      `unable to prepare context: ${JSON.stringify(address)} is no absolute path and no address`,
    );
  }
  mkdirSync(options.folder, { mode: 0o755 });
  const git = parseGitAddress(address);
  return git ? await fetchRepository(address, git, options) : await fetchFile(address, options);
}

async function fetchRepository(
  address: string,
  git: NonNullable<ReturnType<typeof parseGitAddress>>,
  { folder, signal }: RemoteOptions,
): Promise<string> {
  const source = await resolveGit(address, git.checksum, signal);
  await fetchGit(source, folder, { keepGitDir: git.keepGitDir ?? false, signal });
  const tree = new FileTree(folder);
  const entry = tree.find(source.folder, true);
  if (entry?.kind !== 'folder') {
    throw new EngineError(
      'invalid',
      `the repository ${git.remote} has no folder ${JSON.stringify(source.folder)}`,
    );
  }
  return tree.absolute(entry);
}

async function fetchFile(address: string, options: RemoteOptions): Promise<string> {
  const { images, folder, signal } = options;
  const { file } = await download(address, { folder: options.downloads, signal });
  if (isText(file)) copyFileSync(file, join(folder, 'Dockerfile'));
  else await images.unpack(createReadStream(file), folder, { signal });
  return folder;
}

/** Archives, compressed or not, have bytes of zero or bytes that are no UTF-8 at their begin. */
function isText(file: string): boolean {
  const start = readFileSync(file).subarray(0, 512);
  return !start.includes(0) && !start.toString('utf8').includes('\uFFFD');
}
