/** storage: images, builds, volumes, networks; where the space went. */
import * as z from 'zod/mini';
import type { StorageCalls, StorageTopics } from '../../dashboard-api/index.ts';
import { followBuilds, followOutput } from '../builds/follow-builds.ts';
import { appended, type CallHandlers, replace, type TopicHandlers } from '../registry.ts';
import { mergeRows } from '../rows.ts';
import { followList } from './follow-list.ts';
import { imageList } from './images.ts';
import { listLayerFiles } from './layer-files.ts';
import { listLayers } from './layers.ts';
import { networkList } from './networks.ts';
import { listUnused } from './unused.ts';
import { followStorage } from './usage.ts';
import { volumeList } from './volumes.ts';

const none: z.ZodMiniType<Record<string, never>> = z.strictObject({});
const image = z.string().check(z.maxLength(1_024));

export const storageTopics: TopicHandlers<StorageTopics> = {
  images: { params: none, ...followList(imageList) },
  volumes: { params: none, ...followList(volumeList) },
  networks: { params: none, ...followList(networkList) },
  builds: {
    of: 'engine',
    params: none,
    merge: (pending, next) => ({
      delta: mergeRows(pending, next, ({ id }) => id) ?? { set: [], removed: [] },
    }),
    follow: followBuilds,
  },
  'build-output': {
    of: 'engine',
    params: z.strictObject({ build: z.string().check(z.regex(/^[\w-]{1,100}$/)) }),
    // All that an engine of ours keeps of one.
    merge: appended(25_000),
    follow: followOutput,
  },
  storage: { of: 'engine', params: none, merge: replace, follow: followStorage },
};

export const storageCalls: CallHandlers<StorageCalls> = {
  'image.layers': { changes: false, params: z.strictObject({ image }), run: listLayers },
  'image.files': {
    changes: false,
    params: z.strictObject({ image, layer: z.int().check(z.nonnegative()) }),
    run: listLayerFiles,
  },
  'storage.unused': {
    changes: false,
    params: z.strictObject({
      kinds: z.array(z.enum(['image', 'container', 'volume', 'network', 'build-cache'])),
    }),
    run: listUnused,
  },
};
