import type { ImageRow } from '../../dashboard-api/index.ts';
import type { DiskUsage, ImageSummary } from '../../engine-api/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import type { Listed } from './follow-list.ts';
import { usersIn } from './users.ts';

export const imageList: Listed<ImageRow, ImageSummary[]> = {
  key: ({ id }) => id,
  read: readImages,
  rows: (images, { model }) => {
    const byImage = Map.groupBy(usersIn(model), ({ facts }) => facts.imageId);
    return images.map(({ Id, RepoTags, RepoDigests, Created, Size, SharedSize }) => ({
      id: Id,
      tags: (RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
      digests: (RepoDigests ?? []).filter((digest) => !digest.startsWith('<none>')),
      created: Created,
      size: Size,
      users: (byImage.get(Id) ?? []).map(({ user }) => user),
      ...(SharedSize < 0 ? {} : { shared: SharedSize }),
    }));
  },
  concerns: ({ Type, Action }) => Type === 'image' && Action !== 'save',
};

/** With the sizes that images share, which only the count of disk usage has. */
export async function readImages({ client }: LiveEngine, signal: AbortSignal): Promise<ImageSummary[]> {
  const usage = await client.json<Partial<DiskUsage>>({
    method: 'GET',
    path: '/system/df',
    query: { type: 'image' },
    signal,
  });
  return usage.Images ?? [];
}
