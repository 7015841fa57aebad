/** `docker push`. */
import { createReadStream } from 'node:fs';
import { EngineError } from '../../shared/index.ts';
import type { LayerTars } from './layer-tars.ts';
import { Limiter } from './limiter.ts';
import { type Descriptor, type Manifest, mediaTypes } from './media-types.ts';
import { type Emit, LayerProgress } from './progress.ts';
import { publishedConfig } from './published-config.ts';
import { familiarString, fullName, type ImageReference, parseReference, shortId } from './reference.ts';
import { digestOf, type RepositoryClient } from './registry/client.ts';
import type { Registries, RegistryAccess } from './registry/registries.ts';
import { pushError } from './registry/registry-error.ts';
import { isBrokenConnection } from './registry/retry.ts';
import { setDigest } from './store/names.ts';
import type { ImageRecord } from './store/records.ts';
import type { ImageStore } from './store/store.ts';

export interface PushContext {
  store: ImageStore;
  registries: Registries;
  tars: LayerTars;
}

export interface PushRequest extends RegistryAccess {
  emit: Emit;
}

const maxUploads = 5;
const uploadAttempts = 3;

/** Pushes one tag, or all of a repository when the name has none. @throws EngineError */
export async function pushImage(context: PushContext, text: string, request: PushRequest): Promise<void> {
  const reference = parseReference(text);
  if (reference.digest !== undefined) throw new EngineError('invalid', 'cannot push a digest reference');
  const tags = localTags(context.store, reference);
  if (tags.length === 0) {
    throw new EngineError(
      'not-found',
      `An image does not exist locally with the tag: ${familiarString(reference)}`,
    );
  }
  request.emit({ status: `The push refers to repository [${fullName(reference)}]` });
  const client = await context.registries.pushClient(reference, request);
  for (const [tag, id] of tags) {
    try {
      await new Push(context, client, { ...reference, tag }, id, request).run();
    } catch (error) {
      throw pushError(error, client.session.source.host);
    }
  }
}

function localTags(store: ImageStore, reference: ImageReference): [string, string][] {
  const name = fullName(reference);
  return [...store.tags]
    .filter(([key]) => key.startsWith(`${name}:`))
    .map(([key, id]): [string, string] => [key.slice(name.length + 1), id])
    .filter(([tag]) => !tag.includes('/') && (reference.tag === undefined || tag === reference.tag));
}

class Push {
  readonly #context: PushContext;
  readonly #client: RepositoryClient;
  readonly #reference: ImageReference & { tag: string };
  readonly #id: string;
  readonly #request: PushRequest;
  readonly #image: ImageRecord;

  constructor(
    context: PushContext,
    client: RepositoryClient,
    reference: ImageReference & { tag: string },
    id: string,
    request: PushRequest,
  ) {
    this.#context = context;
    this.#client = client;
    this.#reference = reference;
    this.#id = id;
    this.#request = request;
    this.#image = context.store.images.get(id) as ImageRecord;
  }

  async run(): Promise<void> {
    const { store } = this.#context;
    const layers = await this.#pushLayers();
    const config = await publishedConfig(store, this.#context.tars, this.#id);
    const manifest = await this.#manifest(layers, config);
    const { digest: configDigest } = (JSON.parse(manifest.bytes.toString()) as Manifest).config;
    if (!(await this.#client.hasBlob(configDigest))) {
      const location = await this.#client.beginUpload();
      if (location)
        await this.#client.finishUpload(location, configDigest, config.bytes.length, config.bytes);
    }
    await this.#client.putManifest(this.#reference.tag, manifest.mediaType, manifest.bytes);
    await this.#record(manifest, config.id);
    this.#report(manifest);
  }

  async #record(
    manifest: { digest: string; mediaType: string; bytes: Buffer },
    publishedId: string,
  ): Promise<void> {
    const { store } = this.#context;
    await store.writeBlob(manifest.digest, manifest.bytes);
    this.#image.manifest = { digest: manifest.digest, mediaType: manifest.mediaType };
    if (publishedId !== this.#id) this.#image.publishedId = publishedId;
    setDigest(store, this.#reference, manifest.digest, this.#id);
    await store.save();
  }

  #report({ digest, bytes }: { digest: string; bytes: Buffer }): void {
    const { tag } = this.#reference;
    this.#request.emit({ status: `${tag}: digest: ${digest} size: ${bytes.length}` });
    this.#request.emit({ progressDetail: {}, aux: { Tag: tag, Digest: digest, Size: bytes.length } });
  }

  async #pushLayers(): Promise<Descriptor[]> {
    const { store } = this.#context;
    const uploads = new Limiter(maxUploads);
    const shown = this.#image.layers.map((id) => {
      const layer = store.layerRecord(id);
      return new LayerProgress(this.#request.emit, shortId(layer.tar?.diffId ?? layer.diffId));
    });
    for (const progress of shown.toReversed()) progress.say('Preparing');
    const sent = new Map<string, Promise<Descriptor>>();
    const pushes = this.#image.layers.map((id, index) => {
      const progress = shown[index] as LayerProgress;
      const push = sent.get(id) ?? uploads.run(() => this.#pushLayer(id, progress));
      sent.set(id, push);
      return push;
    });
    return await Promise.all(pushes);
  }

  async #pushLayer(id: string, progress: LayerProgress): Promise<Descriptor> {
    const blob = await this.#context.tars.blob(id);
    this.#request.signal?.throwIfAborted();
    if (await this.#client.hasBlob(blob.digest)) {
      progress.say('Layer already exists');
      return blob;
    }
    for (let attempt = 1; ; attempt++) {
      const from = attempt === 1 ? this.#elsewhere(id) : undefined;
      const location = await this.#client.beginUpload(from ? { digest: blob.digest, from } : undefined);
      if (location === undefined) {
        progress.say(`Mounted from ${from}`);
        return blob;
      }
      try {
        await this.#upload(location, blob, progress);
        progress.say('Pushed');
        return blob;
      } catch (error) {
        if (!isBrokenConnection(error) || attempt === uploadAttempts) throw error;
      }
    }
  }

  async #upload(location: URL, blob: Descriptor, progress: LayerProgress): Promise<void> {
    const file = createReadStream(this.#context.store.blobPath(blob.digest), { highWaterMark: 1 << 18 });
    let current = 0;
    file.on('data', (chunk) => progress.count('Pushing', (current += chunk.length), blob.size));
    file.pause();
    await this.#client.finishUpload(location, blob.digest, blob.size, file);
  }

  /** Another repository of the same registry that has this layer, as far as we know. */
  #elsewhere(layerId: string): string | undefined {
    const { store } = this.#context;
    const host = `${this.#reference.domain}/`;
    for (const [name, id] of store.digests) {
      const path = name.slice(host.length, name.indexOf('@'));
      if (!name.startsWith(host) || path === this.#reference.path) continue;
      if (store.images.get(id)?.layers.includes(layerId)) return path;
    }
    return undefined;
  }

  /** The one it was pulled with, where it still fits; else a new one in Docker's format. */
  async #manifest(
    layers: Descriptor[],
    config: { id: string; bytes: Buffer },
  ): Promise<{ digest: string; mediaType: string; bytes: Buffer }> {
    const known = await this.#knownManifest(layers, config.id);
    if (known !== undefined) return known;
    const manifest = newManifest(layers, config);
    const bytes = Buffer.from(JSON.stringify(manifest));
    return { digest: digestOf(bytes), mediaType: manifest.mediaType, bytes };
  }

  async #knownManifest(
    layers: Descriptor[],
    configId: string,
  ): Promise<{ digest: string; mediaType: string; bytes: Buffer } | undefined> {
    const { manifest } = this.#image;
    if (manifest === undefined) return undefined;
    const bytes = await this.#context.store.readBlob(manifest.digest);
    const content = JSON.parse(bytes.toString()) as Manifest;
    const fits =
      content.config.digest === configId &&
      content.layers.length === layers.length &&
      content.layers.every((layer, index) => layer.digest === layers[index]?.digest);
    return fits ? { ...manifest, bytes } : undefined;
  }
}

function newManifest(
  layers: Descriptor[],
  config: { id: string; bytes: Buffer },
): Manifest & { mediaType: string } {
  const isPlain = layers.every(({ mediaType }) => mediaType.endsWith('gzip'));
  return {
    schemaVersion: 2,
    mediaType: isPlain ? mediaTypes.dockerManifest : mediaTypes.ociManifest,
    config: {
      mediaType: isPlain ? mediaTypes.dockerConfig : mediaTypes.ociConfig,
      size: config.bytes.length,
      digest: config.id,
    },
    layers: layers.map(isPlain ? toDocker : toOci),
  };
}

function toDocker(layer: Descriptor): Descriptor {
  return { ...layer, mediaType: mediaTypes.dockerLayerGzip };
}

function toOci(layer: Descriptor): Descriptor {
  const isDocker = layer.mediaType === mediaTypes.dockerLayerGzip;
  return { ...layer, mediaType: isDocker ? mediaTypes.ociLayerGzip : layer.mediaType };
}
