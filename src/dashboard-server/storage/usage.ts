/** Where the space went. */
import type { StoragePart, StorageState, StorageTopics } from '../../dashboard-api/index.ts';
import type { DiskUsage } from '../../engine-api/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { label } from '../model/labels.ts';
import { type TopicHandler, untilAborted } from '../registry.ts';
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
  feed.snapshot(stateOf(await readUsage(live, signal), live));
  let timer: NodeJS.Timeout | undefined;
  const count = (): void => {
    timer = undefined;
    readUsage(live, signal).then(
      (usage) => feed.delta(stateOf(usage, live)),
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

/** Each thing is in one part only: what several projects use is of none of them. */
function stateOf(usage: Partial<DiskUsage>, live: LiveEngine): StorageState {
  const using = usersIn(live.model);
  const images = imageParts(usage, using);
  const owned = [...images, ...containerParts(usage, live), ...volumeParts(usage, using)];
  const byOwner = Map.groupBy(owned, ({ owner }) => owner);
  const own = images.reduce((sum, { part }) => sum + part.bytes, 0);
  const shared = Math.max(0, (usage.LayersSize ?? 0) - own);
  const parts = [
    ...[...byOwner].map(([owner, inside]) => ownerGroup(owner, inside)),
    { id: 'shared', kind: 'layer', name: 'Layers of several images', bytes: shared, reclaimable: 0 } as const,
    groupOf('group', 'Build cache', cacheParts(usage)),
  ].filter(({ bytes }) => bytes > 0);
  parts.sort((a, b) => b.bytes - a.bytes);
  const bytes = total(parts, 'bytes');
  return { bytes, reclaimable: total(parts, 'reclaimable'), parts, countedAt: Date.now() };
}

interface Owned {
  /** A project, or `''`. */
  owner: string;
  part: StoragePart;
}

function imageParts({ Images = [] }: Partial<DiskUsage>, using: readonly Using[]): Owned[] {
  return Images.map(({ Id, RepoTags, Size, SharedSize }) => {
    const users = using.filter(({ facts }) => facts.imageId === Id);
    const bytes = Size - Math.max(0, SharedSize);
    const reclaimable = users.length === 0 ? bytes : 0;
    const name = RepoTags?.[0] ?? Id.slice(0, 19);
    const owner = ownerOf(users.map(({ user }) => user.project));
    return { owner, part: { id: `image ${Id}`, kind: 'image', name, bytes, reclaimable } };
  });
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

function cacheParts({ BuildCache = [] }: Partial<DiskUsage>): StoragePart[] {
  return (BuildCache ?? []).map(({ ID, Description, Size, InUse }) => ({
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

/** The one project, or nobody. */
function ownerOf(projects: readonly string[]): string {
  const distinct = new Set(projects);
  const [only = ''] = distinct;
  return distinct.size === 1 ? only : '';
}

function groupOf(kind: 'project' | 'group', name: string, parts: StoragePart[]): StoragePart {
  const sorted = parts.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes);
  const bytes = total(sorted, 'bytes');
  return {
    id: `${kind} ${name}`,
    kind,
    name,
    bytes,
    reclaimable: total(sorted, 'reclaimable'),
    parts: sorted,
  };
}

function total(parts: readonly StoragePart[], field: 'bytes' | 'reclaimable'): number {
  return parts.reduce((sum, part) => sum + part[field], 0);
}
