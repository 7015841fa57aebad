import { setTimeout as pause } from 'node:timers/promises';
import type { ContainerSummary, DiskUsage, ImageSummary, VolumeInspect } from '../engine-api/index.ts';
import { EngineError } from '../shared/index.ts';
import type { EngineClient } from './contract.ts';

/** Only one kind of things, where the engine can count it alone. */
type Kind = 'image' | 'volume';

/**
 * What takes how much of the engine's disk. Podman's count has an image once for each of its tags and by them alone, and things
 * without their labels: its lists, which have no sizes, say what they are. It has full names of images alone; here they are as users write them.
 */
export async function diskUsage(client: EngineClient, signal: AbortSignal, type?: Kind): Promise<DiskUsage> {
  const usage = await count(client, signal, type);
  return (await client.isPodman()) ? withLists(usage, client, signal) : usage;
}

const countsAlready = 'a disk usage operation is already running';

/** Milliseconds. */
const nextTry = 100;

/** Docker before 23 counts once at a time and refuses whoever asks meanwhile, also when nobody waits for that count any more. */
async function count(client: EngineClient, signal: AbortSignal, type?: Kind): Promise<DiskUsage> {
  for (;;) {
    try {
      return await client.json<DiskUsage>({ method: 'GET', path: '/system/df', query: { type }, signal });
    } catch (error) {
      if (!(error instanceof EngineError) || !error.message.includes(countsAlready)) throw error;
    }
    await pause(nextTry, undefined, { signal });
  }
}

async function withLists(usage: DiskUsage, client: EngineClient, signal: AbortSignal): Promise<DiskUsage> {
  const list = <T>(path: string, query: Record<string, boolean> = {}): Promise<T> =>
    client.json<T>({ method: 'GET', path, query, signal });
  const [images, containers, volumes] = await Promise.all([
    list<ImageSummary[]>('/images/json'),
    list<ContainerSummary[]>('/containers/json', { all: true, size: true }),
    list<{ Volumes: VolumeInspect[] | null }>('/volumes'),
  ]);
  const shared = new Map((usage.Images ?? []).map(({ Id, SharedSize }) => [`sha256:${Id}`, SharedSize]));
  const counted = new Map((usage.Volumes ?? []).map(({ Name, UsageData }) => [Name, UsageData]));
  return {
    ...usage,
    Images: images.map((image) => ({
      ...image,
      RepoTags: image.RepoTags?.map(familiarName) ?? null,
      SharedSize: shared.get(image.Id) ?? image.SharedSize,
    })),
    Containers: containers,
    Volumes: (volumes.Volumes ?? []).map((volume) => {
      const UsageData = counted.get(volume.Name);
      return UsageData === undefined || UsageData === null ? volume : { ...volume, UsageData };
    }),
  };
}

/** Without the registry that an engine's API takes for granted. */
function familiarName(name: string): string {
  return name.replace(/^docker\.io\/(library\/(?=[^/]+$))?/, '');
}
