/** Layers of a pull: downloaded and unpacked in parallel, shared between pulls that go on at once. */
import { rm } from 'node:fs/promises';
import { EngineError } from '../../shared/index.ts';
import type { ArchiveWorkers } from './archive/archive-workers.ts';
import type { HeldLayers } from './held-layers.ts';
import { Limiter } from './limiter.ts';
import { type Emit, LayerProgress } from './progress.ts';
import type { WantedLayer } from './pull.ts';
import { isDigest, shortId } from './reference.ts';
import type { RepositoryClient } from './registry/client.ts';
import { downloadBlob } from './registry/download.ts';
import { SharedWork } from './shared-work.ts';
import { adoptLayer, beginUnpacking } from './store/layer-drafts.ts';
import type { ImageStore } from './store/store.ts';

/** Downloads at once, over all pulls; Docker has three. */
const maxDownloads = 6;

export class PullLayers {
  readonly #store: ImageStore;
  readonly #workers: ArchiveWorkers;
  readonly #held: HeldLayers;
  readonly #shared = new SharedWork<string>();
  readonly #downloads = new Limiter(maxDownloads);

  constructor(store: ImageStore, workers: ArchiveWorkers, held: HeldLayers) {
    this.#store = store;
    this.#workers = workers;
    this.#held = held;
  }

  /** Store ids, lowest first. They are kept from being collected until released. */
  async fetch(
    client: RepositoryClient,
    wanted: WantedLayer[],
    options: { emit: Emit; signal?: AbortSignal | undefined },
  ): Promise<{ ids: string[]; release: () => void }> {
    const missing = wanted.filter(({ diffId }) => this.#store.layerByDiffId(diffId) === undefined);
    this.#workers.prepare(missing.length);
    const hold = this.#held.begin();
    // The first failure ends the others, whose work nobody wants any more.
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
    try {
      const ids = await Promise.all(
        wanted.map(async (layer) => {
          const existing = this.#existing(layer, options.emit);
          if (existing !== undefined) hold.add(existing);
          const id = existing ?? (await this.#fetchOne(client, layer, { emit: options.emit, signal }));
          hold.add(id);
          return id;
        }),
      );
      return { ids, release: () => hold.release() };
    } catch (error) {
      stop.abort(error);
      hold.release();
      throw error;
    }
  }

  #existing({ descriptor, diffId }: WantedLayer, emit: Emit): string | undefined {
    if (!isDigest(descriptor.digest) || !isDigest(diffId)) {
      throw new EngineError('invalid', `unsupported digest ${JSON.stringify(descriptor.digest)}`);
    }
    const existing = this.#store.layerByDiffId(diffId);
    if (existing !== undefined) new LayerProgress(emit, shortId(descriptor.digest)).say('Already exists');
    return existing;
  }

  async #fetchOne(
    client: RepositoryClient,
    layer: WantedLayer,
    options: { emit: Emit; signal: AbortSignal },
  ): Promise<string> {
    return await this.#shared.run(
      layer.descriptor.digest,
      (emit, signal) => this.#work(client, layer, emit, signal),
      options,
    );
  }

  async #work(
    client: RepositoryClient,
    { descriptor, diffId }: WantedLayer,
    emit: Emit,
    signal: AbortSignal,
  ): Promise<string> {
    const store = this.#store;
    const progress = new LayerProgress(emit, shortId(descriptor.digest));
    progress.say('Pulling fs layer');
    if (this.#downloads.full) progress.say('Waiting');
    const blob = store.stagingPath();
    let folder: string | undefined;
    try {
      await this.#downloads.run(() =>
        downloadBlob(client.withSignal(signal), descriptor, blob, {
          onProgress: (current) => progress.count('Downloading', current, descriptor.size),
          onVerifying: () => progress.say('Verifying Checksum'),
        }),
      );
      progress.say('Download complete');
      folder = await beginUnpacking(store);
      let done = 0;
      const result = await this.#workers.unpackFile(blob, folder, {
        form: 'overlay',
        signal,
        onProgress: (bytes) => progress.count('Extracting', (done += bytes), descriptor.size),
      });
      if (result.diffId !== diffId) {
        throw new EngineError(
          'system',
          `layer ${descriptor.digest} is not what the image's configuration says`,
        );
      }
      await store.adoptBlob(descriptor.digest, blob);
      const { mediaType, digest, size } = descriptor;
      const layer = await adoptLayer(store, folder, {
        size: result.size,
        diffId,
        tar: { diffId, size: result.tarSize },
        blob: { mediaType, digest, size },
      });
      progress.say('Pull complete');
      return layer.id;
    } catch (error) {
      await rm(blob, { force: true });
      if (folder !== undefined) await store.trash.throwAway(folder);
      throw error;
    }
  }
}
