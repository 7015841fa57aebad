/** Layers from archives on disk: of `docker load` and `docker import`. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, rm, stat } from 'node:fs/promises';
import { EngineError } from '../../shared/index.ts';
import type { ArchiveWorkers } from './archive/archive-workers.ts';
import { type Compression, compressionOf } from './archive/compression.ts';
import type { Layer } from './contract.ts';
import { compressForKeeping } from './layer-tars.ts';
import { type Descriptor, mediaTypes } from './media-types.ts';
import { adoptLayer, beginUnpacking } from './store/layer-drafts.ts';
import type { LayerRecord } from './store/records.ts';
import type { ImageStore } from './store/store.ts';

export interface LayerFile {
  path: string;
  /** What the image's configuration promises; nothing when the layer makes the configuration. */
  diffId?: string;
  onProgress?: (bytes: number) => void;
  signal?: AbortSignal | undefined;
}

const keptAsBlob: Partial<Record<Compression, string>> = {
  gzip: mediaTypes.dockerLayerGzip,
  zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
};

/**
 * Unpacks the file into a layer, and keeps the exact tar: as it is where registries take that, else compressed.
 * @throws EngineError `invalid` when it is not what was promised.
 */
export async function layerFromFile(
  store: ImageStore,
  workers: ArchiveWorkers,
  file: LayerFile,
): Promise<Layer> {
  const folder = await beginUnpacking(store);
  const keeping = store.stagingPath();
  try {
    const compression = await compressionOf(file.path);
    const mediaType = keptAsBlob[compression];
    const [result, descriptor] = await Promise.all([
      workers.unpackFile(file.path, folder, {
        form: 'overlay',
        signal: file.signal,
        onProgress: file.onProgress,
      }),
      mediaType === undefined
        ? keepCompressed(file.path, keeping, compression)
        : keepAsItIs(file.path, keeping, mediaType),
    ]);
    if (file.diffId !== undefined && file.diffId !== result.diffId) {
      throw new EngineError(
        'invalid',
        `invalid diffID for layer: expected "${file.diffId}", got "${result.diffId}"`,
      );
    }
    const record: LayerRecord = {
      size: result.size,
      diffId: result.diffId,
      tar: { diffId: result.diffId, size: result.tarSize },
    };
    // Named after the tar, so that the same layer of two archives is kept once.
    const archive = `tar-${result.diffId.replace(/^sha256:/, '')}`;
    if (descriptor) record.blob = descriptor;
    else record.archive = archive;
    await store.adoptBlob(descriptor?.digest ?? archive, keeping);
    return await adoptLayer(store, folder, record);
  } catch (error) {
    await rm(keeping, { force: true });
    await store.trash.throwAway(folder);
    throw error;
  }
}

async function keepAsItIs(source: string, target: string, mediaType: string): Promise<Descriptor> {
  await copyFile(source, target);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(target, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
  }
  return { mediaType, digest: `sha256:${hash.digest('hex')}`, size: (await stat(target)).size };
}

/** xz and bzip2 are small already; a plain tar is not. */
async function keepCompressed(source: string, target: string, compression: Compression): Promise<undefined> {
  if (compression === 'none') await compressForKeeping(source, target);
  else await copyFile(source, target);
  return undefined;
}
