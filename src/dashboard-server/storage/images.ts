import type { ImageRow } from '../../dashboard-api/index.ts';
import type { ImageSummary } from '../../engine-api/index.ts';
import { diskUsage } from '../../engine-client/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import type { Listed } from './follow-list.ts';
import { type KnownLayer, ownBytes } from './layer-catalog.ts';
import { usersIn } from './users.ts';

interface Source {
  images: ImageSummary[];
  layers: Map<string, KnownLayer[]>;
}

export const imageList: Listed<ImageRow, Source> = {
  key: ({ id }) => id,
  read: async (live, signal) => {
    const images = await readImages(live, signal);
    const ids = images.map(({ Id }) => Id);
    return { images, layers: await live.layers.of(live.client, ids, signal) };
  },
  rows: ({ images, layers }, { model }) => {
    const own = ownBytes(images, layers);
    const byImage = Map.groupBy(usersIn(model), ({ facts }) => facts.imageId);
    return images.map(({ Id, RepoTags, RepoDigests, Created, Size }) => ({
      id: Id,
      tags: namesOfImage(RepoTags),
      digests: (RepoDigests ?? []).filter((digest) => !digest.startsWith('<none>')),
      created: Created,
      size: Size,
      users: (byImage.get(Id) ?? []).map(({ user }) => user),
      shared: Math.max(0, Size - (own.get(Id) ?? 0)),
    }));
  },
  concerns: ({ Type, Action }) => Type === 'image' && Action !== 'save',
};

/** With the sizes that images share, which only the count of disk usage has. */
export async function readImages({ client }: LiveEngine, signal: AbortSignal): Promise<ImageSummary[]> {
  const { Images } = await diskUsage(client, signal, 'image');
  return Images ?? [];
}

/** Its names, or the start of its id. */
export function nameOfImage(id: string, tags: readonly string[] | null): string {
  const own = namesOfImage(tags);
  return own.length > 0 ? own.join(', ') : id.slice(0, 'sha256:'.length + 12);
}

export function namesOfImage(tags: readonly string[] | null): string[] {
  return (tags ?? []).filter((tag) => tag !== '<none>:<none>');
}
