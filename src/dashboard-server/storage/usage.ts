/** Where the space went. */
import type { ContainerBrief, StoragePart, StorageState, StorageTopics } from '../../dashboard-api/index.ts';
import type { DiskUsage } from '../../engine-api/index.ts';
import { diskUsage } from '../../engine-client/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { label } from '../model/labels.ts';
import { type TopicHandler, untilAborted } from '../registry.ts';
import { imageParts } from './image-parts.ts';
import type { KnownLayer } from './layer-catalog.ts';
import { groupOf, type Owned, ownerOf, total } from './parts.ts';
import { type Using, usersIn } from './users.ts';

export const followStorage: TopicHandler<StorageTopics['storage']>['follow'] = async (
  _params,
  feed,
  context,
) => {
  const live = await context.engine();
  let told = false;
  const tell = (state: StorageState): void => {
    if (told) feed.delta(state);
    else feed.snapshot(state);
    told = true;
  };
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const onFailure = (error: unknown): void => {
    // What was counted before is still the best that is known.
    if (!told) reject(error);
  };
  const stop = live.storage.watch(tell, { prompt: true, onFailure });
  try {
    await Promise.race([untilAborted(context.signal), failed]);
  } finally {
    stop();
  }
};

export function readUsage({ client }: LiveEngine, signal: AbortSignal): Promise<Partial<DiskUsage>> {
  return diskUsage(client, signal);
}

/** Each thing is in one part only: what several projects use is of none of them. */
export function stateOf(
  usage: Partial<DiskUsage>,
  layers: ReadonlyMap<string, readonly KnownLayer[]>,
  live: LiveEngine,
): StorageState {
  const using = usersIn(live.model);
  const owned = [
    ...imageParts(usage, layers, using),
    ...containerParts(usage, live),
    ...logParts(usage, live),
    ...volumeParts(usage, using),
  ];
  const byOwner = Map.groupBy(owned, ({ owner }) => owner);
  const parts = [
    ...[...byOwner].map(([owner, inside]) => ownerGroup(owner, inside)),
    groupOf('group', 'Build cache', cacheParts(usage)),
    recordsPart(usage),
  ].filter(({ bytes }) => bytes > 0);
  parts.sort((a, b) => b.bytes - a.bytes);
  const bytes = total(parts, 'bytes');
  return {
    bytes,
    reclaimable: total(parts, 'reclaimable'),
    parts,
    logsTold: usage.Tutti?.Logs !== undefined,
    countedAt: Date.now(),
  };
}

function containerParts({ Containers = [] }: Partial<DiskUsage>, { model }: LiveEngine): Owned[] {
  return Containers.flatMap(({ Id, SizeRw = 0 }) => {
    const brief = model.containers.get(Id);
    return brief === undefined ? [] : [ofContainer('container', brief, SizeRw)];
  });
}

/** What containers printed, as the engine keeps it. */
function logParts({ Tutti }: Partial<DiskUsage>, { model }: LiveEngine): Owned[] {
  return (Tutti?.Logs ?? []).flatMap(({ Id, Size }) => {
    const brief = model.containers.get(Id);
    return brief === undefined ? [] : [ofContainer('log', brief, Size)];
  });
}

/** Its container can be removed as it is: of one that is being started again much is in use. */
export function hasEnded(status: ContainerBrief['status']): boolean {
  return status === 'created' || status === 'exited' || status === 'dead';
}

/** It goes with its container, which has to end before. */
function ofContainer(kind: 'container' | 'log', brief: ContainerBrief, bytes: number): Owned {
  const { id, name, project, status } = brief;
  const reclaimable = hasEnded(status) ? bytes : 0;
  return { owner: project, part: { id: `${kind} ${id}`, kind, name, bytes, reclaimable } };
}

/** By id, bytes that go with a container: what it wrote and printed. */
export function heldByContainers({ Containers = [], Tutti }: Partial<DiskUsage>): Map<string, number> {
  const held = new Map((Tutti?.Logs ?? []).map(({ Id, Size }) => [Id, Size]));
  for (const { Id, SizeRw = 0 } of Containers) held.set(Id, (held.get(Id) ?? 0) + SizeRw);
  return held;
}

/** By name. */
export function volumeBytes({ Volumes = [] }: Partial<DiskUsage>): Map<string, number> {
  return new Map(Volumes.map(({ Name, UsageData }) => [Name, Math.max(0, UsageData?.Size ?? 0)]));
}

function volumeParts({ Volumes = [] }: Partial<DiskUsage>, using: readonly Using[]): Owned[] {
  return Volumes.map(({ Name, Labels, UsageData }) => {
    const bytes = Math.max(0, UsageData?.Size ?? 0);
    const users = using.filter(({ facts }) => facts.volumes.includes(Name));
    const owner = Labels?.[label.project] ?? ownerOf(users.map(({ user }) => user.project));
    const reclaimable = users.length === 0 ? bytes : 0;
    return { owner, part: { id: `volume ${Name}`, kind: 'volume', name: Name, bytes, reclaimable } };
  });
}

/** What images have as layers too is counted there. */
function cacheParts({ BuildCache }: Partial<DiskUsage>): StoragePart[] {
  return (BuildCache ?? [])
    .filter(({ Shared }) => !Shared)
    .map(({ ID, Description, Size, InUse }) => ({
      id: `build-cache ${ID}`,
      kind: 'build-cache',
      name: Description || ID,
      bytes: Size,
      reclaimable: InUse ? 0 : Size,
    }));
}

/** The engine bounds them itself, and keeps them when cache is removed by choice. */
function recordsPart({ Tutti }: Partial<DiskUsage>): StoragePart {
  const bytes = Tutti?.BuildRecords ?? 0;
  return { id: 'build-records', kind: 'build-records', name: 'Records of builds', bytes, reclaimable: 0 };
}

function ownerGroup(owner: string, inside: readonly Owned[]): StoragePart {
  const parts = inside.map(({ part }) => part);
  return owner === '' ? groupOf('group', 'No project, or several', parts) : groupOf('project', owner, parts);
}
