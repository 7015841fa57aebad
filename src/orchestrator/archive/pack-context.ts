import type { Stats } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, PathPatterns, parseIgnoreFile, UserError } from '../../shared/index.ts';
import { packFile } from './pack-path.ts';
import { tarHeader, tarOf } from './tar.ts';

export interface ExtraFile {
  path: string;
  content: Uint8Array;
}

export interface PackOptions {
  /** Within the context; sent even when it is ignored, as is the ignore file. */
  dockerfile: string;
  /** `<name>.dockerignore` beside the Dockerfile wins over `.dockerignore`. */
  ignoreName: string;
  /** Files that are not in the folder. */
  extra: ExtraFile[];
}

/** A build context as a tar archive, made while it is read. Owners are left out, as the docker CLI does. */
export async function* packContext(
  folder: string,
  options: PackOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const ignored = await readIgnoreFile(folder, options.ignoreName);
  const always = new Set([options.dockerfile, '.dockerignore', `${options.ignoreName}.dockerignore`]);
  for (const { path, content } of options.extra) yield entryOf(path, content);
  yield* packFolder(folder, '', { ignored, always });
  yield tarOf([]);
}

function entryOf(path: string, content: Uint8Array): Buffer {
  const whole = tarOf([{ path, content, mode: 0o644, uid: 0, gid: 0 }]);
  return whole.subarray(0, whole.length - 1024);
}

interface Selection {
  ignored: PathPatterns;
  always: Set<string>;
}

async function* packFolder(
  root: string,
  below: string,
  selection: Selection,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const name of (await list(join(root, below))).sort()) {
    const path = below === '' ? name : `${below}/${name}`;
    const file = join(root, path);
    const stats = await lstat(file);
    const isIgnored = !selection.always.has(path) && selection.ignored.matches(path);
    if (stats.isDirectory()) {
      if (!isIgnored) yield tarHeader(attributes(`${path}/`, stats), '5', 0);
      if (!isIgnored || mayHoldMore(path, selection)) yield* packFolder(root, path, selection);
    } else if (!isIgnored) {
      if (stats.isSymbolicLink())
        yield tarHeader({ ...attributes(path, stats), link: await readlink(file) }, '2', 0);
      else if (stats.isFile()) yield* packFile(file, attributes(path, stats), stats.size);
    }
  }
}

function mayHoldMore(folder: string, { ignored, always }: Selection): boolean {
  return ignored.mayTakeBackBelow(folder) || [...always].some((path) => path.startsWith(`${folder}/`));
}

function attributes(
  path: string,
  stats: Stats,
): { path: string; mode: number; uid: number; gid: number; modified: number } {
  return { path, mode: stats.mode & 0o7777, uid: 0, gid: 0, modified: stats.mtimeMs / 1000 };
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw new UserError('build-context-not-found', `unable to prepare context: path "${folder}" not found`, {
      hint: messageOf(error),
      cause: error,
    });
  }
}

async function readIgnoreFile(folder: string, dockerfile: string): Promise<PathPatterns> {
  for (const name of [`${dockerfile}.dockerignore`, '.dockerignore']) {
    try {
      return new PathPatterns(parseIgnoreFile(await readFile(join(folder, name), 'utf8')));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return new PathPatterns([]);
}
