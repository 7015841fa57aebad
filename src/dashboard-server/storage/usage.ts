/** Where the space went. */
import type { StoragePart, StorageState, StorageTopics } from '../../dashboard-api/index.ts';
import type { DiskUsage } from '../../engine-api/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { label } from '../model/labels.ts';
import { type TopicHandler, untilAborted } from '../registry.ts';
import { imageParts } from './image-parts.ts';
import type { KnownLayer } from './layer-catalog.ts';
import { groupOf, type Owned, ownerOf, total } from './parts.ts';
import { type Using, usersIn } from './users.ts';

/** Milliseconds after which removals are counted: they seldom come alone. */
const gather = 1_000;

export const followStorage: TopicHandler<StorageTopics['storage']>['follow'] = async (
  _params,
  feed,
  context,
) => {
  const { signal } = context;
  const live = await context.engine();
  feed.snapshot(await countState(live, signal));
  let timer: NodeJS.Timeout | undefined;
  const count = (): void => {
    timer = undefined;
    countState(live, signal).then(
      (state) => feed.delta(state),
      () => undefined,
    );
  };
  const stop = live.model.onEvent(({ Type, Action }) => {
    const changes =
      Action === 'destroy' ||
      Action === 'delete' ||
      Action === 'prune' ||
      (Type === 'image' && Action !== 'save');
    if (changes) timer ??= setTimeout(count, gather);
  });
  await untilAborted(signal);
  clearTimeout(timer);
  stop();
};

export function readUsage({ client }: LiveEngine, signal: AbortSignal): Promise<Partial<DiskUsage>> {
  return client.json<Partial<DiskUsage>>({ method: 'GET', path: '/system/df', signal });
}

async function countState(live: LiveEngine, signal: AbortSignal): Promise<StorageState> {
  const usage = await readUsage(live, signal);
  const ids = (usage.Images ?? []).map(({ Id }) => Id);
  return stateOf(usage, await live.layers.of(live.client, ids, signal), live);
}

/** Each thing is in one part only: what several projects use is of none of them. */
function stateOf(
  usage: Partial<DiskUsage>,
  layers: ReadonlyMap<string, readonly KnownLayer[]>,
  live: LiveEngine,
): StorageState {
  const using = usersIn(live.model);
  const owned = [
    ...imageParts(usage, layers, using),
    ...containerParts(usage, live),
    ...volumeParts(usage, using),
  ];
  const byOwner = Map.groupBy(owned, ({ owner }) => owner);
  const parts = [
    ...[...byOwner].map(([owner, inside]) => ownerGroup(owner, inside)),
    groupOf('group', 'Build cache', cacheParts(usage)),
  ].filter(({ bytes }) => bytes > 0);
  parts.sort((a, b) => b.bytes - a.bytes);
  const bytes = total(parts, 'bytes');
  return { bytes, reclaimable: total(parts, 'reclaimable'), parts, countedAt: Date.now() };
}

function containerParts({ Containers = [] }: Partial<DiskUsage>, { model }: LiveEngine): Owned[] {
  return Containers.flatMap(({ Id, SizeRw = 0, State }): Owned[] => {
    const brief = model.containers.get(Id);
    if (brief === undefined) return [];
    const reclaimable = State === 'running' || State === 'paused' ? 0 : SizeRw;
    const part = {
      id: `container ${Id}`,
      kind: 'container',
      name: brief.name,
      bytes: SizeRw,
      reclaimable,
    } as const;
    return [{ owner: brief.project, part }];
  });
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

function ownerGroup(owner: string, inside: readonly Owned[]): StoragePart {
  const parts = inside.map(({ part }) => part);
  return owner === '' ? groupOf('group', 'No project, or several', parts) : groupOf('project', owner, parts);
}
