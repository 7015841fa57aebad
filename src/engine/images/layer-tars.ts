/**
 * Tars of layers, for saving and pushing. A pulled layer's comes from the blob as it was pulled, one from an archive from its copy; a layer
 * made here is packed from its files, always to the same bytes.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import type { ArchiveWorkers } from './archive/archive-workers.ts';
import { compressionOf, createDecompressor } from './archive/compression.ts';
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
    const pass = new HashingPass();
    for await (const _ of pass.through(this.#pack(layerId)));
    layer.tar = { diffId: pass.digest(), size: pass.size };
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
      const tarHash = new HashingPass();
      const hash = new HashingPass();
      await pipeline(
        await this.open(layerId),
        (tar: AsyncIterable<Buffer>) => tarHash.through(tar),
        createGzip({ level: gzipLevel, chunkSize: 1 << 18 }),
        (compressed: AsyncIterable<Buffer>) => hash.through(compressed),
        createWriteStream(path, { flags: 'wx' }),
      );
      layer.tar ??= { diffId: tarHash.digest(), size: tarHash.size };
      const [digest, size] = [hash.digest(), hash.size];
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

/** Takes the digest of what goes through. */
class HashingPass {
  readonly #hash = createHash('sha256');
  size = 0;

  async *through(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      this.#hash.update(chunk);
      this.size += chunk.length;
      yield chunk;
    }
  }

  digest(): string {
    return `sha256:${this.#hash.digest('hex')}`;
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
