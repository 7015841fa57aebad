/** `docker load` and `docker import`: images from archives. */
import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EngineError } from '../../shared/index.ts';
import type { ArchiveWorkers } from './archive/archive-workers.ts';
import { type ArchivedImage, ArchiveFolder, readArchive } from './archive-layout.ts';
import type { ImageConfig, ImportOptions } from './contract.ts';
import type { HeldLayers } from './held-layers.ts';
import { layerFromFile } from './layer-from-file.ts';
import { hostPlatform, parsePlatform } from './platform.ts';
import { type Emit, LayerProgress } from './progress.ts';
import { familiarString, parseReference, shortId, withDefaultTag } from './reference.ts';
import { digestOf } from './registry/client.ts';
import { setTag } from './store/names.ts';
import type { ImageStore } from './store/store.ts';

export interface LoadContext {
  store: ImageStore;
  workers: ArchiveWorkers;
  held: HeldLayers;
}

/** Ids of the images. @throws EngineError `invalid` for what is no image archive. */
export async function loadArchive(context: LoadContext, archive: Readable, emit: Emit): Promise<string[]> {
  const staging = context.store.stagingPath();
  await mkdir(staging, { mode: 0o700 });
  try {
    await context.workers.unpackStream(archive, staging, { form: 'plain', owner: { uid: 0, gid: 0 } });
    const ids: string[] = [];
    for (const image of readArchive(new ArchiveFolder(staging))) {
      const id = await loadImage(context, image, emit);
      ids.push(id);
      for (const name of image.names) {
        const reference = withDefaultTag(parseReference(name));
        setTag(context.store, reference, id);
        emit({ stream: `Loaded image: ${familiarString(reference)}\n` });
      }
      if (image.names.length === 0) emit({ stream: `Loaded image ID: ${id}\n` });
    }
    await context.store.save();
    return ids;
  } finally {
    await context.store.trash.throwAway(staging);
  }
}

async function loadImage(context: LoadContext, image: ArchivedImage, emit: Emit): Promise<string> {
  const { store, workers, held } = context;
  const id = digestOf(image.config);
  const known = [...store.images].find(([own, record]) => own === id || record.publishedId === id)?.[0];
  if (known !== undefined) return known;
  const config = parseConfig(image.config);
  const diffIds = config.rootfs.diff_ids;
  if (diffIds.length !== image.layers.length) {
    throw new EngineError(
      'invalid',
      `invalid manifest, layers length mismatch: expected ${diffIds.length}, got ${image.layers.length}`,
    );
  }
  const hold = held.begin();
  try {
    const layers: string[] = [];
    for (const [index, path] of image.layers.entries()) {
      const diffId = diffIds[index] as string;
      const existing = store.layerByDiffId(diffId);
      const layer =
        existing ??
        (await layerFromFile(store, workers, { path, diffId, ...loading(emit, diffId, path) })).id;
      hold.add(layer);
      layers.push(layer);
    }
    await store.writeBlob(id, image.config);
    store.images.set(id, {
      layers,
      created: config.created === undefined ? 0 : Date.parse(config.created),
      labels: config.config?.Labels ?? null,
    });
    return id;
  } finally {
    hold.release();
  }
}

function loading(emit: Emit, diffId: string, path: string): { onProgress: (bytes: number) => void } {
  const progress = new LayerProgress(emit, shortId(diffId));
  let current = 0;
  let total: number | undefined;
  void stat(path).then(({ size }) => (total = size));
  return {
    onProgress: (bytes) => {
      current += bytes;
      if (total !== undefined) progress.count('Loading layer', current, total);
    },
  };
}

function parseConfig(bytes: Buffer): ImageConfig {
  try {
    const config = JSON.parse(bytes.toString()) as ImageConfig;
    if (Array.isArray(config.rootfs?.diff_ids)) return config;
  } catch {
    // Falls through to the same answer as for JSON of another kind.
  }
  throw new EngineError('invalid', "invalid archive: an image's configuration is damaged");
}

/** An image of one layer from the tar of a root folder. */
export async function importRootfs(
  context: LoadContext,
  archive: Readable,
  options: ImportOptions,
): Promise<string> {
  const { store, workers, held } = context;
  const reference = options.repo
    ? withDefaultTag(parseReference(options.tag ? `${options.repo}:${options.tag}` : options.repo))
    : undefined;
  const platform = options.platform ? parsePlatform(options.platform) : hostPlatform();
  const path = store.stagingPath();
  const hold = held.begin();
  try {
    await pipeline(archive, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    const layer = await layerFromFile(store, workers, { path });
    hold.add(layer.id);
    const created = new Date().toISOString();
    const comment = options.message || 'Imported from -';
    const config: ImageConfig = {
      created,
      architecture: platform.architecture,
      ...(platform.variant ? { variant: platform.variant } : {}),
      os: platform.os,
      config: options.config ?? {},
      rootfs: { type: 'layers', diff_ids: [store.layerRecord(layer.id).diffId] },
      history: [{ created, comment }],
    };
    const bytes = Buffer.from(JSON.stringify(config));
    const id = digestOf(bytes);
    await store.writeBlob(id, bytes);
    store.images.set(id, {
      layers: [layer.id],
      created: Date.parse(created),
      labels: config.config.Labels ?? null,
    });
    if (reference) setTag(store, reference, id);
    await store.save();
    return id;
  } finally {
    hold.release();
    await rm(path, { force: true });
  }
}
