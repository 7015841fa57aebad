/**
 * builder: Dockerfile → image, with a cache that outlives the engine. It knows nothing of HTTP; layers are the images
 * room's, processes the containers room's. Entry: `openBuilder`, cheap: what builds is loaded with the first build.
 */
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Containers } from '../containers/contract.ts';
import type { Events } from '../events.ts';
import type { Images } from '../images/contract.ts';
import type { EnginePaths } from '../paths.ts';
import { BusyLayers } from './busy-layers.ts';
import { CacheMounts } from './cache/cache-mounts.ts';
import { StepCache } from './cache/step-cache.ts';
import { cacheRecords, pruneCache, type UsageInput } from './cache/usage.ts';
import type { Builder } from './contract.ts';
import { builderFolders, openFolders } from './folders.ts';
import type { BuildServices } from './solve/session.ts';
import { SharedSteps } from './solve/shared-steps.ts';

export type { BuildEvent, Builder, BuildRequest } from './contract.ts';

export interface BuilderOptions {
  paths: EnginePaths;
  events: Events;
  images: Images;
  containers: Pick<Containers, 'runStep'>;
}

/** Opens the room; what a killed engine had begun to build is taken away. */
export function openBuilder({ paths, events, images, containers }: BuilderOptions): Promise<Builder> {
  const folders = builderFolders(paths);
  openFolders(folders);
  const cache = new StepCache(folders.steps);
  const busyLayers = new BusyLayers();
  const services: BuildServices = {
    images,
    containers,
    cache,
    cacheMounts: new CacheMounts(folders.cacheMounts),
    sharedSteps: new SharedSteps(),
    busyLayers,
    folders,
  };
  images.keepLayers(() => [...cache.records().map((record) => record.layer.id), ...busyLayers.all()]);
  const usage = (): UsageInput => ({
    cache,
    cacheMounts: services.cacheMounts,
    imageLayers: layersOf(images),
    busyLayers: busyLayers.all(),
  });
  return Promise.resolve({
    build: async (request, onEvent) => {
      const { buildImage } = await import('./build.ts');
      return await buildImage(services, request, onEvent);
    },
    fingerprint: async (request) => {
      const { fingerprintOf } = await import('./fingerprint.ts');
      return await fingerprintOf(services, request);
    },
    cache: () => cacheRecords(usage()).map(({ record }) => record),
    pruneCache: async (options) => {
      const trash = join(paths.root, 'trash', 'builds');
      mkdirSync(trash, { recursive: true, mode: 0o700 });
      const answer = await pruneCache(usage(), options, trash);
      await Promise.all([rm(trash, { recursive: true, force: true }), images.dropUnusedLayers()]);
      events.emit('builder', 'prune', '', { reclaimed: String(answer.SpaceReclaimed) });
      return answer;
    },
  });
}

function layersOf(images: Images): Set<string> {
  return new Set(
    images
      .list({}, { all: true })
      .flatMap(({ Id }) => images.find(Id)?.layers.map((layer) => layer.id) ?? []),
  );
}
