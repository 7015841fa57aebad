/** Removal of exactly what a list showed. */
import type { DiskUsage, ImageSummary, NetworkInspect, PruneResponse } from '../../engine-api/index.ts';
import { diskUsage, referenceForRemoval } from '../../engine-client/index.ts';
import type { OrchestratorEvent, PlannedStep, ResourceKind } from '../../orchestrator/index.ts';
import { messageOf } from '../../shared/index.ts';
import { containerOf } from '../container/container-of.ts';
import { nameOfImage, namesOfImage } from '../storage/images.ts';
import { bytesFreed } from '../storage/layer-catalog.ts';
import { heldByContainers } from '../storage/usage.ts';
import { dockerWords } from './command-line.ts';
import type { ChangeOf, PlanContext, Planned } from './planned.ts';

interface Removal {
  resource: PlannedStep['resource'];
  id: string;
  /** As people know it. */
  name: string;
  bytes: number;
  remove: (signal: AbortSignal) => Promise<unknown>;
}

export async function planRemoval(change: ChangeOf<'remove'>, context: PlanContext): Promise<Planned> {
  const { containers = [], images = [], volumes = [], networks = [], buildCache = [] } = change;
  const known = await readKnown(context);
  // What a container holds on to is free only after it.
  const removals = [
    ...containers.map((reference) => containerRemoval(reference, context, known)),
    ...images.map((image) => imageRemoval(image, context, known)),
    ...volumes.map((volume) => volumeRemoval(volume, context, known)),
    ...networks.map((network) => networkRemoval(network, context, known)),
    ...buildCache.map((record) => cacheRemoval(record, context, known)),
  ];
  const ids = removals.filter(({ resource }) => resource === 'image').map(({ id }) => id);
  const others = removals.reduce((sum, { bytes }) => sum + bytes, 0);
  const frees = others + (await freedByImages(ids, context, known));
  return {
    title: `Remove ${removals.length === 1 ? (removals[0]?.name ?? '') : `${removals.length} objects`}`,
    steps: removals.map(({ resource, id, name }) => ({
      id: `remove ${resource} ${id}`,
      action: 'remove',
      resource,
      name,
      cause: { reason: 'asked for', changes: [] },
      after: [],
    })),
    warnings: [],
    commands: commandsOf(change, context, known),
    ...(frees > 0 ? { frees } : {}),
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

/** What the engine has, to find what a change refers to. */
interface Known {
  usage: Partial<DiskUsage>;
  networks: NetworkInspect[];
}

async function readKnown({ live: { client }, signal }: PlanContext): Promise<Known> {
  const [usage, networks] = await Promise.all([
    diskUsage(client, signal),
    client.json<NetworkInspect[]>({ method: 'GET', path: '/networks', signal }),
  ]);
  return { usage, networks };
}

function deletion({ live }: PlanContext, path: string): Removal['remove'] {
  return (signal) => live.client.json({ method: 'DELETE', path, signal });
}

function containerRemoval(reference: string, context: PlanContext, { usage }: Known): Removal {
  const { id, name } = containerOf(context.live.model, reference);
  const bytes = heldByContainers(usage).get(id) ?? 0;
  return { resource: 'container', id, name, bytes, remove: deletion(context, `/containers/${id}`) };
}

function imageOf(reference: string, { usage }: Known): ImageSummary | undefined {
  return usage.Images?.find(({ Id, RepoTags }) => Id === reference || RepoTags?.includes(reference));
}

/** An engine removes by id what has one name at most: an image with several goes with the last of them. */
function referencesOf(image: string, known: Known): string[] {
  const names = namesOfImage(imageOf(image, known)?.RepoTags ?? null);
  return imageOf(image, known)?.Id === image && names.length > 0 ? names : [image];
}

function imageRemoval(reference: string, context: PlanContext, known: Known): Removal {
  const { Id = reference, RepoTags = null } = imageOf(reference, known) ?? {};
  const name = Id === reference ? nameOfImage(Id, RepoTags) : reference;
  const removals = referencesOf(reference, known).map((each) => deletion(context, `/images/${encode(each)}`));
  const remove = async (signal: AbortSignal): Promise<void> => {
    for (const one of removals) await one(signal);
  };
  // Images are counted together: they share layers.
  return { resource: 'image', id: Id, name, bytes: 0, remove };
}

/** A name that is not the image's last frees nothing. */
async function freedByImages(
  ids: readonly string[],
  { live, signal }: PlanContext,
  { usage }: Known,
): Promise<number> {
  if (ids.length === 0) return 0;
  const all = (usage.Images ?? []).map(({ Id }) => Id);
  const layers = await live.layers.of(live.client, all, signal);
  return bytesFreed(usage, layers, new Set(ids));
}

function volumeRemoval(name: string, context: PlanContext, { usage }: Known): Removal {
  const size = usage.Volumes?.find(({ Name }) => Name === name)?.UsageData?.Size ?? 0;
  const remove = deletion(context, `/volumes/${encode(name)}`);
  return { resource: 'volume', id: name, name, bytes: Math.max(0, size), remove };
}

function networkRemoval(reference: string, context: PlanContext, { networks }: Known): Removal {
  const network = networks.find(({ Id }) => Id === reference) ?? { Id: reference, Name: reference };
  const { Name: name } = network;
  const remove = async (signal: AbortSignal): Promise<unknown> => {
    const known = await referenceForRemoval(context.live.client, network);
    return deletion(context, `/networks/${encode(known)}`)(signal);
  };
  return { resource: 'network', id: reference, name, bytes: 0, remove };
}

function cacheRemoval(id: string, { live }: PlanContext, { usage }: Known): Removal {
  const record = usage.BuildCache?.find(({ ID }) => ID === id);
  return {
    resource: 'build-cache',
    id,
    name: record?.Description || id,
    bytes: record === undefined || record.Shared ? 0 : record.Size,
    remove: (signal) =>
      live.client.json<PruneResponse>({
        method: 'POST',
        path: '/build/prune',
        query: { all: true, filters: { id: [id] } },
        signal,
      }),
  };
}

function commandsOf(change: ChangeOf<'remove'>, context: PlanContext, known: Known): string[][] {
  const { containers = [], images = [], volumes = [], networks = [], buildCache = [] } = change;
  const lines = [
    ...(containers.length > 0
      ? [['rm', ...containers.map((each) => containerOf(context.live.model, each).name)]]
      : []),
    ...(images.length > 0 ? [['image', 'rm', ...images.flatMap((each) => referencesOf(each, known))]] : []),
    ...(volumes.length > 0 ? [['volume', 'rm', ...volumes]] : []),
    ...(networks.length > 0
      ? [['network', 'rm', ...networks.map((each) => networkRemoval(each, context, known).name)]]
      : []),
    ...buildCache.map((id) => ['builder', 'prune', '-a', '-f', '--filter', `id=${id}`]),
  ];
  return lines.map((line) => dockerWords(context, line));
}
