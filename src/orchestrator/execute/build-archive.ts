import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import type { UserError } from '../../shared/index.ts';
import { type ExtraFile, packContext } from '../archive/pack-context.ts';
import { isRemoteContext } from '../model/build-context.ts';
import { buildFailed } from './build-in-folder.ts';
import type { ImageBuild } from './image-build.ts';

export interface BuildArchive {
  /** The Dockerfile's name within the archive; a Dockerfile from elsewhere, or an inline one, is added under a name of its own. */
  dockerfile: string;
  /** Absent where the engine fetches the context itself. */
  context: AsyncIterable<Uint8Array> | undefined;
}

/** A build's context as an archive. @param more files that it has besides */
export async function openArchive(build: ImageBuild, more: readonly ExtraFile[]): Promise<BuildArchive> {
  const { config, project } = build;
  const given = config.context ?? '.';
  if (isRemoteContext(given)) return { dockerfile: config.dockerfile ?? 'Dockerfile', context: undefined };
  const folder = isAbsolute(given) ? given : join(project.workingDir, given);
  if (!existsSync(folder)) throw buildFailed(build, `unable to prepare context: path "${folder}" not found`);
  const extra = [...more];
  let dockerfile = config.dockerfile ?? 'Dockerfile';
  const ignoreName = config.dockerfile_inline === undefined ? dockerfile : 'Dockerfile';
  const outside = isAbsolute(dockerfile) ? relative(folder, dockerfile) : dockerfile;
  if (config.dockerfile_inline !== undefined || outside.startsWith('..')) {
    const content = config.dockerfile_inline ?? (await readDockerfile(join(folder, outside), build));
    dockerfile = '.tutti-dockerfile';
    extra.push({ path: dockerfile, content: Buffer.from(content) });
  } else {
    dockerfile = outside;
    if (!existsSync(join(folder, dockerfile))) throw dockerfileMissing(build, dockerfile);
  }
  return { dockerfile, context: packContext(folder, { dockerfile, ignoreName, extra }) };
}

async function readDockerfile(path: string, build: ImageBuild): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw dockerfileMissing(build, path);
  }
}

/** In BuildKit's words. */
function dockerfileMissing(build: ImageBuild, path: string): UserError {
  return buildFailed(build, `failed to read dockerfile: open ${path}: no such file or directory`);
}
