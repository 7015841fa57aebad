import type { Readable } from 'node:stream';
import type { AuthResponse, DistributionInspect, Filters, RegistryAuth } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { Events } from '../events.ts';
import type { EnginePaths } from '../paths.ts';
import { addImage } from './add-image.ts';
import { ArchiveWorkers } from './archive/archive-workers.ts';
import { collectLayers, type LayerKeepers } from './collect.ts';
import type {
  AddImageOptions,
  Images,
  ImportOptions,
  Layer,
  PackOptions,
  PullOptions,
  StoredImage,
  UnpackOptions,
} from './contract.ts';
import { describeDistribution } from './distribution.ts';
import { HeldLayers } from './held-layers.ts';
import { LayerTars } from './layer-tars.ts';
import { importRootfs, loadArchive } from './load.ts';
import type { Emit } from './progress.ts';
import { pruneImages } from './prune.ts';
import { pullImage } from './pull.ts';
import { PullLayers } from './pull-layers.ts';
import { pushImage } from './push.ts';
import { familiarName, familiarString, parseReference, withDefaultTag } from './reference.ts';
import { Registries } from './registry/registries.ts';
import { type ImageUser, type RemoveContext, type RemoveOptions, removeImage } from './remove.ts';
import { saveImages } from './save.ts';
import { SharedWork } from './shared-work.ts';
import { beginLayer } from './store/layer-drafts.ts';
import { requireImage, resolveImage, setTag } from './store/names.ts';
import { ImageStore } from './store/store.ts';
import { historyOf, inspectImage, listImages, toStoredImage } from './views.ts';

export interface OpenImagesOptions {
  paths: EnginePaths;
  events: Events;
  /** Where proxies, credentials and configuration files are looked for; the process's own when absent. */
  env?: Record<string, string | undefined>;
}

/** Opens the store; what an earlier engine left unfinished is thrown away. */
export async function openImages(options: OpenImagesOptions): Promise<Images> {
  const store = await ImageStore.open(options.paths.root);
  return new ImageRoom(store, options.events, options.env ?? process.env);
}

const ignore: Emit = () => {};

class ImageRoom implements Images {
  readonly #store: ImageStore;
  readonly #events: Events;
  readonly #registries: Registries;
  readonly #workers = new ArchiveWorkers();
  readonly #held = new HeldLayers();
  readonly #pulls = new SharedWork<string>();
  readonly #pullLayers: PullLayers;
  readonly #tars: LayerTars;
  readonly #closing = new AbortController();
  #usedBy: (imageId: string) => ImageUser[] = () => [];
  #cachedLayers: () => Iterable<string> = () => [];

  constructor(store: ImageStore, events: Events, env: Record<string, string | undefined>) {
    this.#store = store;
    this.#events = events;
    this.#registries = new Registries(env);
    this.#pullLayers = new PullLayers(store, this.#workers, this.#held);
    this.#tars = new LayerTars(store, this.#workers);
  }

  find(reference: string): StoredImage | undefined {
    const id = resolveImage(this.#store, reference);
    return id === undefined ? undefined : toStoredImage(this.#store, id);
  }

  list(filters: Filters = {}, options: { all?: boolean } = {}): ReturnType<Images['list']> {
    const containersOf = (id: string): number => this.#usedBy(id).length;
    return listImages(this.#store, filters, { all: options.all ?? false, containersOf });
  }

  inspect(reference: string): ReturnType<Images['inspect']> {
    return inspectImage(this.#store, requireImage(this.#store, reference));
  }

  history(reference: string): ReturnType<Images['history']> {
    return historyOf(this.#store, requireImage(this.#store, reference));
  }

  async pull(text: string, options: PullOptions = {}): Promise<StoredImage> {
    const reference = withDefaultTag(parseReference(text));
    const emit = options.onProgress ?? ignore;
    const { platform, auth } = options;
    const context = { store: this.#store, registries: this.#registries, layers: this.#pullLayers };
    const id = await this.#pulls.run(
      JSON.stringify([text, platform, auth]),
      (emit, signal) => pullImage(context, { text, platform, auth, emit, signal: this.#untilClosed(signal) }),
      { emit, signal: options.signal },
    );
    this.#emit('pull', familiarString(reference), id, familiarName(reference));
    return toStoredImage(this.#store, id);
  }

  async push(text: string, options: PullOptions = {}): Promise<void> {
    const context = { store: this.#store, registries: this.#registries, tars: this.#tars };
    await pushImage(context, text, {
      auth: options.auth,
      emit: options.onProgress ?? ignore,
      signal: this.#untilClosed(options.signal),
    });
    const reference = parseReference(text);
    this.#emit('push', familiarString(reference), undefined, familiarName(reference));
  }

  async remoteDigest(text: string, options: PullOptions = {}): Promise<DistributionInspect> {
    const access = { auth: options.auth, signal: this.#untilClosed(options.signal) };
    return await describeDistribution(this.#registries, text, access);
  }

  async login(auth: RegistryAuth, signal?: AbortSignal): Promise<AuthResponse> {
    await this.#registries.login(auth, this.#untilClosed(signal));
    return { Status: 'Login Succeeded', IdentityToken: '' };
  }

  async tag(text: string, repo: string, tag: string): Promise<void> {
    const id = requireImage(this.#store, text);
    const reference = withDefaultTag(parseReference(tag === '' ? repo : `${repo}:${tag}`));
    if (reference.digest !== undefined) {
      throw new EngineError('invalid', 'refusing to create a tag with a digest reference');
    }
    setTag(this.#store, reference, id);
    await this.#store.save();
    this.#emit('tag', id, id, familiarString(reference));
  }

  async remove(text: string, options: RemoveOptions): ReturnType<Images['remove']> {
    return (await removeImage(this.#removal(), text, options)).entries;
  }

  async prune(filters: Filters): ReturnType<Images['prune']> {
    const result = await pruneImages(this.#removal(), filters);
    this.#events.emit('image', 'prune', '', { reclaimed: String(result.SpaceReclaimed ?? 0) });
    return result;
  }

  save(references: string[], signal?: AbortSignal): Readable {
    const stream = saveImages(this.#store, this.#tars, references, this.#untilClosed(signal));
    for (const reference of references) {
      const id = requireImage(this.#store, reference);
      this.#emit('save', id, id, id);
    }
    return stream;
  }

  async load(archive: Readable, onProgress: Emit): Promise<StoredImage[]> {
    const ids = await loadArchive(this.#loading(), archive, onProgress);
    for (const id of ids) this.#emit('load', id, id, id);
    return ids.map((id) => toStoredImage(this.#store, id));
  }

  async importRootfs(archive: Readable, options: ImportOptions): Promise<StoredImage> {
    const id = await importRootfs(this.#loading(), archive, options);
    this.#emit('import', id, id, id);
    return toStoredImage(this.#store, id);
  }

  beginLayer(): ReturnType<Images['beginLayer']> {
    return beginLayer(this.#store);
  }

  async addImage(options: AddImageOptions): Promise<StoredImage> {
    const { id, tagged } = await addImage(this.#store, options);
    for (const name of tagged) this.#emit('tag', id, id, name);
    return toStoredImage(this.#store, id);
  }

  async unpack(archive: Readable, folder: string, options: UnpackOptions = {}): Promise<void> {
    const signal = this.#untilClosed(options.signal);
    await this.#workers.unpackStream(archive, folder, { ...options, form: 'plain', signal });
  }

  pack(folder: string, options: PackOptions = {}): Readable {
    return this.#workers.pack(folder, { ...options, form: 'plain' });
  }

  layersSize(): number {
    return [...this.#store.layers.values()].reduce((sum, layer) => sum + layer.size, 0);
  }

  keepLayers(source: () => Iterable<string>): void {
    this.#cachedLayers = source;
  }

  async dropUnusedLayers(): Promise<number> {
    const all: Layer['id'][] = [...this.#store.layers.keys()];
    return (await collectLayers(this.#store, this.#keepers(), all)).freed;
  }

  usedBy(source: (imageId: string) => ImageUser[]): void {
    this.#usedBy = source;
  }

  async close(): Promise<void> {
    this.#closing.abort(new EngineError('unavailable', 'the engine is shutting down'));
    this.#registries.close();
    await this.#workers.close();
    await this.#store.save();
  }

  #untilClosed(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }

  #keepers(): LayerKeepers {
    return { held: this.#held, cached: () => this.#cachedLayers() };
  }

  #removal(): RemoveContext {
    return {
      store: this.#store,
      keepers: this.#keepers(),
      usedBy: (id) => this.#usedBy(id),
      onEvent: (action, id) => this.#emit(action, id, id, id),
    };
  }

  #loading(): { store: ImageStore; workers: ArchiveWorkers; held: HeldLayers } {
    return { store: this.#store, workers: this.#workers, held: this.#held };
  }

  /** Docker's events of images carry the image's labels besides the name. */
  #emit(action: string, id: string, imageId: string | undefined, name: string): void {
    const labels = imageId === undefined ? {} : this.#store.images.get(imageId)?.labels;
    this.#events.emit('image', action, id, { ...labels, name });
  }
}
