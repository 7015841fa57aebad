/** `system prune --dry-run`: what the engine would remove, judged from what it tells; docker has no such thing. */
import type { DiskUsage, NetworkInspect } from '../../../engine-api/index.ts';
import { diskUsage, type EngineClient } from '../../../engine-client/index.ts';
import { humanSize } from '../../../shared/index.ts';

export interface PruneWishes {
  all: boolean;
  volumes: boolean;
  filters: Readonly<Record<string, readonly string[]>>;
}

interface Section {
  title: string;
  lines: string[];
  /** Bytes. */
  size: number;
}

/** The text for standard output. */
export async function rehearsePrune(
  client: EngineClient,
  wishes: PruneWishes,
  signal: AbortSignal,
): Promise<string> {
  const [usage, networks] = await Promise.all([diskUsage(client, signal), unusedNetworks(client, signal)]);
  const sections = [
    containers(usage),
    { title: 'Would delete networks:', lines: networks, size: 0 },
    ...(wishes.volumes ? [volumes(usage)] : []),
    images(usage, wishes),
    cache(usage, wishes),
  ].filter(({ lines }) => lines.length > 0);
  const size = sections.reduce((sum, section) => sum + section.size, 0);
  const texts = sections.map(({ title, lines }) => `${[title, ...lines].join('\n')}\n\n`);
  const filtered =
    Object.keys(wishes.filters).length === 0 ? '' : 'Filters are not looked at: less may be removed.\n';
  return `${texts.join('')}${filtered}Would reclaim: ${humanSize(size)}\n`;
}

function containers({ Containers }: DiskUsage): Section {
  const stopped = Containers.filter(({ State }) => ['exited', 'created', 'dead'].includes(State));
  return {
    title: 'Would delete containers:',
    lines: stopped.map(({ Id, Names }) => Names[0]?.replace(/^\//, '') ?? Id),
    size: stopped.reduce((sum, { SizeRw = 0 }) => sum + SizeRw, 0),
  };
}

/** Networks of the engine's own are never removed; the list does not say who is in one. */
async function unusedNetworks(client: EngineClient, signal: AbortSignal): Promise<string[]> {
  const all = await client.json<NetworkInspect[]>({ method: 'GET', path: '/networks', signal });
  const own = all.filter(({ Name }) => !['bridge', 'host', 'none', 'podman'].includes(Name));
  const inspected = await Promise.all(
    own.map(({ Id }) => client.json<NetworkInspect>({ method: 'GET', path: `/networks/${Id}`, signal })),
  );
  return inspected.filter(({ Containers }) => Object.keys(Containers).length === 0).map(({ Name }) => Name);
}

function volumes({ Volumes }: DiskUsage): Section {
  const anonymous = Volumes.filter(
    ({ Labels, UsageData }) =>
      Labels !== null && Object.hasOwn(Labels, 'com.docker.volume.anonymous') && UsageData?.RefCount === 0,
  );
  return {
    title: 'Would delete volumes:',
    lines: anonymous.map(({ Name }) => Name),
    size: anonymous.reduce((sum, { UsageData }) => sum + Math.max(0, UsageData?.Size ?? 0), 0),
  };
}

function images({ Images, Containers }: DiskUsage, { all }: PruneWishes): Section {
  const running = Containers.filter(({ State }) => !['exited', 'created', 'dead'].includes(State));
  const used = new Set(running.map(({ ImageID }) => ImageID));
  const unused = Images.filter(
    ({ Id, RepoTags }) => !used.has(Id) && (all || (RepoTags ?? []).every((tag) => tag === '<none>:<none>')),
  );
  return {
    title: 'Would delete images:',
    lines: unused.map(({ Id, RepoTags }) => RepoTags?.[0] ?? Id),
    size: unused.reduce((sum, { Size, SharedSize }) => sum + Size - Math.max(0, SharedSize), 0),
  };
}

function cache({ BuildCache }: DiskUsage, { all }: PruneWishes): Section {
  const unused = (BuildCache ?? []).filter(({ InUse, Shared }) => !InUse && (all || !Shared));
  return {
    title: 'Would delete build cache objects:',
    lines: unused.map(({ ID }) => ID),
    size: unused.reduce((sum, { Size }) => sum + Size, 0),
  };
}
