/** The files of a container or volume, through the engine's archives: no program of the container is run. */
import { randomUUID } from 'node:crypto';
import type { FilesOf } from '../../dashboard-api/index.ts';
import type {
  ContainerCreateResponse,
  ContainerInspect,
  ImageSummary,
  MountPoint,
  TuttiFolderEntry,
  VolumeInspect,
} from '../../engine-api/index.ts';
import { EngineError, UserError } from '../../shared/index.ts';
import { containerOf } from '../container/container-of.ts';
import { inspect } from '../container/inspect.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { helperLabel } from '../model/labels.ts';
import { cleanPath } from './paths.ts';

/** What an engine says of one path (`X-Docker-Container-Path-Stat`). */
export interface PathStat {
  name: string;
  size: number;
  isFolder: boolean;
  isLink: boolean;
  isFile: boolean;
  target: string;
}

/** Bits of Go's `fs.FileMode`, which is what engines send. */
/** Device, pipe, socket, character device, irregular. */
const otherBits = [2 ** 26, 2 ** 25, 2 ** 24, 2 ** 21, 2 ** 19];
const modeBits = { folder: 2 ** 31, link: 2 ** 27 };

export class OpenedFiles implements AsyncDisposable {
  readonly #live: LiveEngine;
  readonly #id: string;
  /** Where the volume is mounted; empty for a container. */
  readonly #root: string;
  readonly #close: () => Promise<void>;

  constructor(live: LiveEngine, id: string, root: string, close: () => Promise<void>) {
    this.#live = live;
    this.#id = id;
    this.#root = root;
    this.#close = close;
  }

  /** Undefined when there is no such path. */
  async stat(path: string, signal: AbortSignal): Promise<PathStat | undefined> {
    try {
      const { headers, body } = await this.#ask('HEAD', path, signal);
      for await (const _chunk of body) break;
      return parseStat(headers['x-docker-container-path-stat'] ?? '');
    } catch (error) {
      if (error instanceof EngineError && error.kind === 'not-found') return undefined;
      throw error;
    }
  }

  /** What is in a folder, where the engine can say that without sending what lies below it. */
  async list(path: string, signal: AbortSignal): Promise<TuttiFolderEntry[] | undefined> {
    const { client } = this.#live;
    if (!(await client.offers('containers/files'))) return undefined;
    const query = { path: this.#at(path) };
    return client.json({ method: 'GET', path: `/tutti/containers/${this.#id}/files`, query, signal });
  }

  /** A tar archive of the path and all below it. */
  async archive(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    return (await this.#ask('GET', path, signal)).body;
  }

  /** Unpacks an archive into a folder. */
  async put(folder: string, archive: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    const { body } = await this.#live.client.open({
      method: 'PUT',
      path: `/containers/${this.#id}/archive`,
      query: { path: this.#at(folder), noOverwriteDirNonDir: '1' },
      headers: { 'Content-Type': 'application/x-tar' },
      rawBody: archive,
      signal,
    });
    for await (const _chunk of body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  #ask(method: 'GET' | 'HEAD', path: string, signal: AbortSignal): ReturnType<LiveEngine['client']['open']> {
    const query = { path: this.#at(path) };
    return this.#live.client.open({ method, path: `/containers/${this.#id}/archive`, query, signal });
  }

  /** Cleaned before the volume's place is put in front: `..` does not lead out of the volume. */
  #at(path: string): string {
    const clean = cleanPath(path);
    return this.#root === '' ? clean : `${this.#root}${clean === '/' ? '' : clean}`;
  }
}

interface OpenOptions {
  /** Of the dashboard: no container may be made. */
  readOnly: boolean;
  /** Something is going to be put in. */
  writes?: boolean;
  signal: AbortSignal;
}

export async function openFiles(of: FilesOf, live: LiveEngine, options: OpenOptions): Promise<OpenedFiles> {
  if ('container' in of) return new OpenedFiles(live, containerOf(live.model, of.container).id, '', nothing);
  return openVolume(of.volume, live, options);
}

/** Through a container that mounts it; where there is none, through one that is made for it and never started. */
async function openVolume(
  volume: string,
  live: LiveEngine,
  { readOnly, writes = false, signal }: OpenOptions,
): Promise<OpenedFiles> {
  for (const { id } of live.model.containers.values()) {
    if (!live.model.facts(id)?.volumes.includes(volume)) continue;
    const mount = wholeMount(await inspect(id, live, signal), volume, writes);
    if (mount !== undefined) return new OpenedFiles(live, id, mount.Destination, nothing);
  }
  const path = `/volumes/${encodeURIComponent(volume)}`;
  // An engine makes a volume that a container names: it must be there before.
  const { Name } = await live.client.json<VolumeInspect>({ method: 'GET', path, signal });
  if (readOnly)
    throw new UserError('volume-unreachable', 'no container mounts this volume', { hint: readOnlyHint });
  const id = await createHelper(Name, live, signal);
  return new OpenedFiles(live, id, mountPoint, async () => {
    await live.client.json({ method: 'DELETE', path: `/containers/${id}`, query: { force: true, v: false } });
  });
}

/** Of the whole volume, not of a folder in it. */
function wholeMount(
  { Mounts, HostConfig }: ContainerInspect,
  volume: string,
  writes: boolean,
): MountPoint | undefined {
  const partial = (HostConfig.Mounts ?? [])
    .filter(({ VolumeOptions }) => VolumeOptions?.Subpath)
    .map(({ Target }) => Target);
  return Mounts.find(
    ({ Type, Name, RW, Destination }) =>
      Type === 'volume' && Name === volume && (RW || !writes) && !partial.includes(Destination),
  );
}

const readOnlyHint =
  'To look into it takes a container that is made for that, which --read-only does not allow.';
const mountPoint = '/tutti-volume';

async function createHelper(volume: string, { client }: LiveEngine, signal: AbortSignal): Promise<string> {
  const images = await client.json<ImageSummary[]>({ method: 'GET', path: '/images/json', signal });
  const [smallest] = images.toSorted((a, b) => a.Size - b.Size);
  if (smallest === undefined)
    throw new UserError('no-image', 'this engine shows the files of a volume only through a container', {
      hint: 'There is no container that mounts it, and no image to make one of.',
    });
  const { Id } = await client.json<ContainerCreateResponse>({
    method: 'POST',
    path: '/containers/create',
    query: { name: `tutti-files-${randomUUID().slice(0, 8)}` },
    body: {
      Image: smallest.Id,
      Cmd: ['true'],
      Entrypoint: [],
      Labels: { [helperLabel]: 'files' },
      NetworkDisabled: true,
      HostConfig: {
        Mounts: [{ Type: 'volume', Source: volume, Target: mountPoint, VolumeOptions: { NoCopy: true } }],
      },
    },
    signal,
  });
  return Id;
}

async function nothing(): Promise<void> {}

function parseStat(header: string): PathStat {
  const { name, size, mode, linkTarget } = JSON.parse(Buffer.from(header, 'base64').toString('utf8')) as {
    name: string;
    size: number;
    mode: number;
    linkTarget: string;
  };
  const has = (bit: number): boolean => Math.floor(mode / bit) % 2 === 1;
  const isFolder = has(modeBits.folder);
  const isLink = has(modeBits.link);
  const isOther = otherBits.some(has);
  return { name, size, isFolder, isLink, isFile: !isFolder && !isLink && !isOther, target: linkTarget };
}
