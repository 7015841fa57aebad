import { lstat, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, posix, resolve } from 'node:path';
import type { ContainerSummary } from '../../engine-api/index.ts';
import type { EngineResponse } from '../../engine-client/index.ts';
import { EngineError, UserError } from '../../shared/index.ts';
import { packPath } from '../archive/pack-path.ts';
import { unpackTar } from '../archive/unpack-tar.ts';
import type { CopyOptions } from '../contract.ts';
import { startHint } from '../model/mistyped.ts';
import { nameOf, numberOf, serviceOf } from '../model/names.ts';
import { listContainers } from '../observe/containers.ts';
import { folderBit, hasBit, linkBit, localTarget, type PathStat } from './copy-target.ts';

/** `cp`: from a service's first container, or to all of them. */
export async function copy(options: CopyOptions): Promise<void> {
  const source = splitArgument(options.source);
  const destination = splitArgument(options.destination);
  if (source.service !== undefined && destination.service !== undefined) {
    throw new UserError('copy-between-services', 'copying between services is not supported');
  }
  const service = source.service ?? destination.service;
  if (service === undefined) throw new UserError('copy-without-service', 'unknown copy direction');
  const containers = await targets(options, service, source.service !== undefined);
  await Promise.all(
    containers.map(async (container) => {
      const name = nameOf(container);
      const text =
        source.service === undefined
          ? `copy ${source.path} to ${name}:${destination.path}`
          : `copy ${name}:${source.path} to ${destination.path}`;
      const event = { kind: 'progress', resource: 'service', id: name, text } as const;
      options.onEvent({ ...event, state: 'working', statusText: 'Copying' });
      if (source.service === undefined) await copyIn(options, container.Id, source.path, destination.path);
      else if (options.client.readOnly) await checkSource(options, container, source.path);
      else await copyOut(options, container, source.path, destination.path);
      options.onEvent({ ...event, state: 'done', statusText: 'Copied' });
    }),
  );
}

/** `SERVICE:PATH`; a path that begins with `/` or `.` is one of the host. */
function splitArgument(text: string): { service: string | undefined; path: string } {
  const colon = text.indexOf(':');
  if (text.startsWith('/') || text.startsWith('.') || colon < 0) return { service: undefined, path: text };
  return { service: text.slice(0, colon), path: text.slice(colon + 1) };
}

async function targets(options: CopyOptions, service: string, single: boolean): Promise<ContainerSummary[]> {
  const { index = 0 } = options;
  const found = await listContainers(options, options.project.name, {
    service,
    oneOff: options.all && index <= 0 ? 'include' : 'exclude',
  });
  const chosen = found.filter((container) => index <= 0 || numberOf(container) === index);
  if (chosen.length === 0) {
    throw new UserError(
      'service-not-running',
      index > 0
        ? `service "${service}" is not running container #${index}`
        : `no container found for service "${service}"`,
      {
        hint: startHint(service, await servicesThatRun(options)),
      },
    );
  }
  return single ? chosen.slice(0, 1) : chosen;
}

async function servicesThatRun(options: CopyOptions): Promise<string[]> {
  const running = await listContainers(options, options.project.name, { all: false, oneOff: 'exclude' });
  return [...new Set(running.map(serviceOf))].sort();
}

async function checkSource(options: CopyOptions, container: ContainerSummary, path: string): Promise<void> {
  if ((await statPath(options, container.Id, path)) !== undefined) return;
  const message = `Could not find the file ${path} in container ${nameOf(container)}`;
  throw new UserError('copy-source-missing', message);
}

async function copyOut(
  options: CopyOptions,
  container: ContainerSummary,
  path: string,
  destination: string,
): Promise<void> {
  const id = container.Id;
  // Podman does not say what is missing.
  if (await options.client.isPodman()) await checkSource(options, container, path);
  const source = options.followLink ? await followed(options, id, path) : path;
  const answer = await options.client.open({
    method: 'GET',
    path: `/containers/${id}/archive`,
    query: { path: source },
    signal: options.signal,
  });
  if (destination === '-') {
    for await (const chunk of answer.body) await options.stdout?.(chunk);
    return;
  }
  if (/(^|\/)\.$/.test(source)) {
    // The contents of a folder, not the folder: its own entry, which Podman leaves out, goes where they go.
    const folder = resolve(destination);
    await mkdir(folder, { recursive: true });
    const skipped = (await options.client.isPodman()) ? 0 : 1;
    await unpackTar(answer.body, folder, (name) => name.split('/').slice(skipped).join('/'));
    return;
  }
  const target = await localTarget(destination, {
    ...statOf(answer),
    ...(source === path ? {} : { name: basename(path) }),
  });
  await unpackTar(answer.body, target.folder, (name) => {
    const slash = name.indexOf('/');
    return target.name + (slash < 0 ? '' : name.slice(slash));
  });
}

/** Where a path of a container leads when it is a link; engines tell its target from the root, or as it was written. */
async function followed(options: CopyOptions, id: string, path: string): Promise<string> {
  const found = await statPath(options, id, path);
  if (found === undefined || !hasBit(found.mode, linkBit)) return path;
  return posix.resolve('/', posix.dirname(path), found.linkTarget);
}

async function copyIn(options: CopyOptions, id: string, source: string, path: string): Promise<void> {
  const destination = await followed(options, id, path);
  const existing = await statPath(options, id, destination);
  if (path === '') throw new UserError('copy-target-missing', 'no such directory');
  const isFolder = existing !== undefined && hasBit(existing.mode, folderBit);
  if (source === '-') {
    if (!isFolder)
      throw new UserError('copy-target-missing', `destination "${id}:${path}" must be a directory`);
    await upload(options, id, destination, options.stdin ?? empty());
    return;
  }
  const local = resolve(source);
  const info = await (options.followLink ? stat : lstat)(local).catch((error: unknown) => {
    throw new UserError('copy-source-missing', `${source}: no such file or directory`, { cause: error });
  });
  if (existing !== undefined && !isFolder && info.isDirectory()) {
    throw new UserError('copy-folder-onto-file', `cannot copy directory to file: ${path}`);
  }
  if (!isFolder && destination.endsWith('/') && !info.isDirectory()) {
    throw new UserError('copy-target-missing', `no such directory: ${path}`);
  }
  const into = isFolder ? destination : dirname(destination);
  const contentsOnly = source.endsWith('/.') || source === '.';
  const name = isFolder ? (contentsOnly ? '.' : basename(local)) : basename(destination);
  await upload(options, id, into, packPath(local, name, { followLink: options.followLink ?? false }));
}

async function upload(
  options: CopyOptions,
  id: string,
  path: string,
  archive: AsyncIterable<Uint8Array>,
): Promise<void> {
  if (options.client.readOnly) return;
  await options.client.json({
    method: 'PUT',
    path: `/containers/${id}/archive`,
    query: { path, noOverwriteDirNonDir: true, copyUIDGID: options.archive ? true : undefined },
    headers: { 'Content-Type': 'application/x-tar' },
    rawBody: archive,
    signal: options.signal,
  });
}

async function statPath(options: CopyOptions, id: string, path: string): Promise<PathStat | undefined> {
  const request = {
    method: 'HEAD',
    path: `/containers/${id}/archive`,
    query: { path },
    signal: options.signal,
  } as const;
  try {
    const answer = await options.client.open(request);
    for await (const _chunk of answer.body);
    return statOf(answer);
  } catch (error) {
    // A path that cannot be looked at (`/file/below`) is one that is not there.
    if (error instanceof EngineError && error.kind !== 'unavailable') return undefined;
    throw error;
  }
}

function statOf({ headers }: EngineResponse): PathStat {
  const text = Buffer.from(headers['x-docker-container-path-stat'] ?? '', 'base64').toString('utf8');
  return JSON.parse(text) as PathStat;
}

async function* empty(): AsyncGenerator<Uint8Array, void, undefined> {}
