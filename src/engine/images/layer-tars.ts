/**
 * Tars of layers, for saving and pushing. A pulled layer's comes from the blob as it was pulled, one from an archive from its copy; a layer
 * made here is packed from its files, always to the same bytes.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import type { ArchiveWorkers } from './archive/archive-workers.ts';
import {
  type Compression,
  createDecompressor,
  detectCompression,
  magicBytes,
} from './archive/compression.ts';
import { decompressOnHost, needsHost } from './archive/host-decompressor.ts';
import { type Descriptor, mediaTypes } from './media-types.ts';
import type { ImageStore } from './store/store.ts';

/** Faster than the default by half, and larger by some percent. */
const gzipLevel = 4;

export class LayerTars {
  readonly #store: ImageStore;
  readonly #workers: ArchiveWorkers;

  constructor(store: ImageStore, workers: ArchiveWorkers) {
    this.#store = store;
    this.#workers = workers;
  }

  /** Digest and bytes of a layer's tar; makes it once to find out. */
  async describe(layerId: string): Promise<{ diffId: string; size: number }> {
    const layer = this.#store.layerRecord(layerId);
    if (layer.tar !== undefined) return layer.tar;
    const hash = createHash('sha256');
    let size = 0;
    for await (const piece of this.#pack(layerId) as AsyncIterable<Buffer>) {
      hash.update(piece);
      size += piece.length;
    }
    layer.tar = { diffId: `sha256:${hash.digest('hex')}`, size };
    await this.#store.save();
    return layer.tar;
  }

  /** The tar itself, without compression. */
  async open(layerId: string): Promise<Readable> {
    const layer = this.#store.layerRecord(layerId);
    const file = layer.archive ?? layer.blob?.digest;
    if (file === undefined) return this.#pack(layerId);
    return await openDecompressed(this.#store.blobPath(file));
  }

  /** The layer as registries take it; compressed once, then kept. */
  async blob(layerId: string): Promise<Descriptor> {
    const layer = this.#store.layerRecord(layerId);
    if (layer.blob !== undefined) return layer.blob;
    const path = this.#store.stagingPath();
    try {
      await this.describe(layerId);
      const hash = createHash('sha256');
      await pipeline(
        await this.open(layerId),
        createGzip({ level: gzipLevel, chunkSize: 1 << 18 }),
        async function* (source: AsyncIterable<Buffer>) {
          for await (const chunk of source) {
            hash.update(chunk);
            yield chunk;
          }
        },
        createWriteStream(path, { flags: 'wx' }),
      );
      const digest = `sha256:${hash.digest('hex')}`;
      const { size } = await stat(path);
      await this.#store.adoptBlob(digest, path);
      layer.blob = { mediaType: mediaTypes.dockerLayerGzip, digest, size };
      await this.#store.save();
      return layer.blob;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  #pack(layerId: string): Readable {
    return this.#workers.pack(this.#store.layerFolder(layerId), { form: 'overlay' });
  }
}

export async function compressionOf(path: string): Promise<Compression> {
  const file = await open(path, 'r');
  try {
    const start = Buffer.alloc(magicBytes);
    const { bytesRead } = await file.read(start, 0, magicBytes, 0);
    return detectCompression(start.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

async function openDecompressed(path: string): Promise<Readable> {
  const compression = await compressionOf(path);
  const source = createReadStream(path, { highWaterMark: 1 << 20 });
  if (needsHost(compression)) return decompressOnHost(compression, source);
  const decompressor = createDecompressor(compression);
  if (decompressor === undefined) return source;
  source.on('error', (error) => decompressor.destroy(error));
  decompressor.on('close', () => source.destroy());
  return source.pipe(decompressor);
}

/** Keeps a tar in little room: zstd at its fastest. */
export async function compressForKeeping(source: string, target: string): Promise<void> {
  const compress = createZstdCompress({
    params: { [constants.ZSTD_c_compressionLevel]: 1 },
    chunkSize: 1 << 18,
  });
  await pipeline(
    createReadStream(source, { highWaterMark: 1 << 20 }),
    compress,
    createWriteStream(target, { flags: 'wx' }),
  );
}
