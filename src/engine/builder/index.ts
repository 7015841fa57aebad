/**
 * builder: Dockerfile → image, with a cache that outlives the engine. It knows nothing of HTTP; layers are the images
 * room's, processes the containers room's. Entry: `openBuilder`, cheap: what builds is loaded with the first build.
 */
import { statfsSync } from 'node:fs';
import type { Filters, PruneResponse } from '../../engine-api/index.ts';
import type { Containers } from '../containers/contract.ts';
import type { Events } from '../events.ts';
import { openTrash } from '../host/index.ts';
import type { Images } from '../images/contract.ts';
import type { EnginePaths } from '../paths.ts';
import { BusyLayers } from './busy-layers.ts';
import { CacheMounts } from './cache/cache-mounts.ts';
import { Fingerprints } from './cache/fingerprints.ts';
import { StepCache } from './cache/step-cache.ts';
import {
  bytesOfSteps,
  cacheRecords,
  type PruneOptions,
  pruneCache,
  timeOf,
  type UsageInput,
} from './cache/usage.ts';
import type { Builder } from './contract.ts';
import { builderFolders, openFolders } from './folders.ts';
import { BuildHistory } from './history/build-history.ts';
import type { BuildServices } from './solve/session.ts';
import { SharedSteps } from './solve/shared-steps.ts';

export type { Builder } from './contract.ts';

export interface BuilderOptions {
  paths: EnginePaths;
  events: Events;
  images: Images;
  containers: Pick<Containers, 'openSteps'>;
}

/** Opens the room; what a killed engine had begun to build is taken away. */
export function openBuilder({ paths, events, images, containers }: BuilderOptions): Promise<Builder> {
  const folders = builderFolders(paths);
  const trash = openTrash(folders.trash);
  openFolders(folders, trash);
  const services = openServices({ images, containers, folders, trash });
  const { cache, busyLayers } = services;
  const history = new BuildHistory(folders.history, events);
  images.keepLayers(() => [...cache.records().map((record) => record.layer.id), ...busyLayers.all()]);
  const usage = (): UsageInput => ({
    cache,
    cacheMounts: services.cacheMounts,
    imageLayers: layersOf(images),
    busyLayers: busyLayers.all(),
  });
  const prune = async (options: PruneOptions): Promise<PruneResponse> => {
    const answer = await pruneCache(usage(), options, trash);
    // Without them files are read, and addresses asked, once more.
    if (options.all && Object.keys(options.filters).length === 0) {
      trash.take(folders.digests);
      trash.take(folders.downloads);
    }
    await images.dropUnusedLayers();
    events.emit('builder', 'prune', '', { reclaimed: String(answer.SpaceReclaimed) });
    return answer;
  };
  return Promise.resolve({
    build: async (request, onEvent) => {
      const { buildImage } = await import('./build.ts');
      const id = await history.record(request, onEvent, (tell) => buildImage(services, request, tell));
      const limit = cacheLimit(paths.root);
      if (bytesOfSteps(usage()) > limit) await prune({ all: false, filters: {}, keepStorage: limit });
      return id;
    },
    check: async (request) => {
      const { checkBuild } = await import('./check.ts');
      return await checkBuild(services, request);
    },
    fingerprint: async (request) => {
      const { fingerprintOf } = await import('./fingerprint.ts');
      return await fingerprintOf(services, request);
    },
    builtFrom: (image) => {
      const id = images.find(image)?.id;
      return id === undefined ? undefined : services.fingerprints.of(id);
    },
    history: () => history.list(),
    historySize: () => history.size(),
    followBuild: (id, take, signal) => history.follow(id, take, signal),
    close: () => history.settled(),
    cache: () => cacheRecords(usage()).map(({ record }) => record),
    pruneCache: async (options) => {
      const before = options.keepStorage ? undefined : endOfHistory(options.filters);
      if (before !== undefined) await history.prune(before);
      return await prune(options);
    },
  });
}

function openServices(
  given: Pick<BuildServices, 'images' | 'containers' | 'folders' | 'trash'>,
): BuildServices {
  const { folders } = given;
  return {
    ...given,
    cache: new StepCache(folders.steps),
    cacheMounts: new CacheMounts(folders.cacheMounts),
    sharedSteps: new SharedSteps(),
    busyLayers: new BusyLayers(),
    fingerprints: new Fingerprints(folders.fingerprints),
  };
}

/** Builds before this time (Unix milliseconds) are forgotten; undefined where a prune is about records of the cache alone. */
function endOfHistory({ until, 'unused-for': unused, ...others }: Filters): number | undefined {
  if (Object.keys(others).length > 0) return undefined;
  const [time] = [...(until ?? []), ...(unused ?? [])];
  return time === undefined ? Number.POSITIVE_INFINITY : timeOf(time);
}

/** Bytes of cached layers that no image has and that may stay: a tenth of the disk, as with Docker. */
function cacheLimit(folder: string): number {
  const { blocks, bsize } = statfsSync(folder);
  return (blocks * bsize) / 10;
}

function layersOf(images: Images): Set<string> {
  return new Set(
    images
      .list({}, { all: true })
      .flatMap(({ Id }) => images.find(Id)?.layers.map((layer) => layer.id) ?? []),
  );
}
