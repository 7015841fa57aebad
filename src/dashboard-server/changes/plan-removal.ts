/** Removal of exactly what a list showed. */
import type { DiskUsage, PruneResponse } from '../../engine-api/index.ts';
import type { OrchestratorEvent, PlannedStep, ResourceKind } from '../../orchestrator/index.ts';
import { messageOf } from '../../shared/index.ts';
import { containerOf } from '../container/container-of.ts';
import { dockerWords } from './command-line.ts';
import type { ChangeOf, PlanContext, Planned } from './planned.ts';

interface Removal {
  resource: PlannedStep['resource'];
  name: string;
  bytes: number;
  remove: (signal: AbortSignal) => Promise<unknown>;
}

export async function planRemoval(change: ChangeOf<'remove'>, context: PlanContext): Promise<Planned> {
  const { containers = [], images = [], volumes = [], networks = [], buildCache = [] } = change;
  const sizes = await sizesOf(context);
  const removals = [
    ...containers.map((reference) => containerRemoval(reference, context, sizes)),
    ...images.map((image) => removalOf('image', image, `/images/${encode(image)}`, context, sizes)),
    ...volumes.map((volume) => removalOf('volume', volume, `/volumes/${encode(volume)}`, context, sizes)),
    ...networks.map((network) =>
      removalOf('network', network, `/networks/${encode(network)}`, context, sizes),
    ),
    ...buildCache.map((record) => cacheRemoval(record, context, sizes)),
  ];
  return {
    title: `Remove ${removals.length === 1 ? (removals[0]?.name ?? '') : `${removals.length} objects`}`,
    steps: removals.map(({ resource, name }) => ({
      id: `remove ${resource} ${name}`,
      action: 'remove',
      resource,
      name,
      cause: { reason: 'asked for', changes: [] },
      after: [],
    })),
    warnings: [],
    commands: commandsOf(change, context),
    frees: removals.reduce((sum, { bytes }) => sum + bytes, 0),
    // What a container holds on to is free only after it.
    apply: async (onEvent, signal) => {
      let failed = false;
      for (const removal of removals) failed = !(await carryOut(removal, onEvent, signal)) || failed;
      return failed ? 1 : 0;
    },
  };
}

async function carryOut(
  { resource, name, remove }: Removal,
  onEvent: (event: OrchestratorEvent) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const kind: ResourceKind = resource === 'build-cache' ? 'image' : resource;
  const title = `${resource.charAt(0).toUpperCase()}${resource.slice(1).replace('-', ' ')} ${name}`;
  const tell = (state: 'working' | 'done' | 'error', statusText: string): void =>
    onEvent({ kind: 'progress', resource: kind, id: title, state, text: '', statusText });
  tell('working', 'Removing');
  try {
    await remove(signal);
    tell('done', 'Removed');
    return true;
  } catch (error) {
    signal.throwIfAborted();
    tell('error', messageOf(error));
    return false;
  }
}

/** Slashes part the names of images, in the API's paths too. */
function encode(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

type Sizes = ReadonlyMap<string, number>;

function removalOf(
  resource: PlannedStep['resource'],
  name: string,
  path: string,
  { live }: PlanContext,
  sizes: Sizes,
): Removal {
  return {
    resource,
    name,
    bytes: sizes.get(`${resource} ${name}`) ?? 0,
    remove: (signal) => live.client.json({ method: 'DELETE', path, signal }),
  };
}

function containerRemoval(reference: string, context: PlanContext, sizes: Sizes): Removal {
  const { id, name } = containerOf(context.live.model, reference);
  const bytes = sizes.get(`container ${id}`) ?? 0;
  return { ...removalOf('container', name, `/containers/${id}`, context, sizes), bytes };
}

function cacheRemoval(id: string, { live }: PlanContext, sizes: Sizes): Removal {
  return {
    resource: 'build-cache',
    name: id,
    bytes: sizes.get(`build-cache ${id}`) ?? 0,
    remove: (signal) =>
      live.client.json<PruneResponse>({
        method: 'POST',
        path: '/build/prune',
        query: { all: true, filters: { id: [id] } },
        signal,
      }),
  };
}

async function sizesOf({ live, signal }: PlanContext): Promise<Sizes> {
  const usage = await live.client.json<Partial<DiskUsage>>({ method: 'GET', path: '/system/df', signal });
  const sizes = new Map<string, number>();
  for (const { Id, RepoTags, Size, SharedSize } of usage.Images ?? []) {
    const own = Size - Math.max(0, SharedSize);
    for (const name of [Id, Id.replace('sha256:', ''), ...(RepoTags ?? [])]) sizes.set(`image ${name}`, own);
  }
  for (const { Id, SizeRw } of usage.Containers ?? []) sizes.set(`container ${Id}`, SizeRw ?? 0);
  for (const { Name, UsageData } of usage.Volumes ?? [])
    sizes.set(`volume ${Name}`, Math.max(0, UsageData?.Size ?? 0));
  for (const { ID, Size } of usage.BuildCache ?? []) sizes.set(`build-cache ${ID}`, Size);
  return sizes;
}

function commandsOf(change: ChangeOf<'remove'>, context: PlanContext): string[][] {
  const { containers = [], images = [], volumes = [], networks = [], buildCache = [] } = change;
  const lines = [
    ...(containers.length > 0 ? [['rm', ...containers]] : []),
    ...(images.length > 0 ? [['image', 'rm', ...images]] : []),
    ...(volumes.length > 0 ? [['volume', 'rm', ...volumes]] : []),
    ...(networks.length > 0 ? [['network', 'rm', ...networks]] : []),
    ...buildCache.map((id) => ['builder', 'prune', '-a', '-f', '--filter', `id=${id}`]),
  ];
  return lines.map((line) => dockerWords(context, line));
}
