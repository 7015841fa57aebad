/** What nobody uses. */
import type { PruneCandidate, StorageCalls, Unused } from '../../dashboard-api/index.ts';
import type { DiskUsage, NetworkInspect } from '../../engine-api/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import type { CallHandler } from '../registry.ts';
import { nameOfImage } from './images.ts';
import { holdersOf, type KnownLayer, ownBytes } from './layer-catalog.ts';
import { networkList } from './networks.ts';
import { hasEnded, heldByContainers, readUsage } from './usage.ts';
import { usersIn } from './users.ts';

export const listUnused: CallHandler<StorageCalls['storage.unused']>['run'] = async ({ kinds }, context) => {
  const live = await context.engine();
  const { signal } = context;
  const [usage, networks] = await Promise.all([
    readUsage(live, signal),
    kinds.includes('network') ? networkList.read(live, signal) : [],
  ]);
  const images = usage.Images ?? [];
  const ids = images.map(({ Id }) => Id);
  const layers = await live.layers.of(live.client, ids, signal);
  const all = [...unusedIn(usage, ownBytes(images, layers), live), ...unusedNetworks(networks, live)];
  const candidates = all.filter(({ kind }) => kinds.includes(kind));
  return { candidates, shared: sharedOnlyBy(candidates, layers) };
};

/** Layers of several images, all of which are candidates. */
function sharedOnlyBy(
  candidates: readonly PruneCandidate[],
  layers: ReadonlyMap<string, readonly KnownLayer[]>,
): Unused['shared'] {
  const unused = new Set(candidates.filter(({ kind }) => kind === 'image').map(({ id }) => id));
  return holdersOf(layers)
    .filter(({ holders, size }) => size > 0 && holders.length > 1 && holders.every((id) => unused.has(id)))
    .map(({ holders, size }) => ({ images: holders, bytes: size }));
}

function unusedIn(
  usage: Partial<DiskUsage>,
  own: ReadonlyMap<string, number>,
  live: LiveEngine,
): PruneCandidate[] {
  const using = usersIn(live.model);
  const images = (usage.Images ?? []).filter(({ Id }) => !using.some(({ facts }) => facts.imageId === Id));
  const volumes = (usage.Volumes ?? []).filter(
    ({ Name }) => !using.some(({ facts }) => facts.volumes.includes(Name)),
  );
  const ended = [...live.model.containers.values()].filter(({ status }) => hasEnded(status));
  const held = heldByContainers(usage);
  return [
    ...ended.map(
      ({ id, name, state }): PruneCandidate => ({
        kind: 'container',
        id,
        name,
        bytes: held.get(id) ?? 0,
        reason: `it does not run: ${state}`,
      }),
    ),
    ...images.map(
      ({ Id, RepoTags }): PruneCandidate => ({
        kind: 'image',
        id: Id,
        name: nameOfImage(Id, RepoTags),
        bytes: own.get(Id) ?? 0,
        reason: 'no container uses it',
      }),
    ),
    ...volumes.map(
      ({ Name, UsageData }): PruneCandidate => ({
        kind: 'volume',
        id: Name,
        name: Name,
        bytes: Math.max(0, UsageData?.Size ?? 0),
        reason: 'no container mounts it',
      }),
    ),
    ...cacheCandidates(usage),
  ];
}

/** What images have as layers too is freed only when they go as well. */
function cacheCandidates({ BuildCache }: Partial<DiskUsage>): PruneCandidate[] {
  return (BuildCache ?? [])
    .filter(({ InUse }) => !InUse)
    .map(({ ID, Description, Size, Shared }) => ({
      kind: 'build-cache',
      id: ID,
      name: Description || ID,
      bytes: Shared ? 0 : Size,
      reason: Shared ? 'an image has the same layer' : 'no build uses it now',
    }));
}

function unusedNetworks(networks: NetworkInspect[], live: LiveEngine): PruneCandidate[] {
  return networkList
    .rows(networks, live)
    .filter(({ builtIn, members }) => !builtIn && members.length === 0)
    .map(({ id, name }) => ({ kind: 'network', id, name, reason: 'no container is in it' }));
}
