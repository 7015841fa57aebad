/** `docker save`: an OCI layout that has Docker's `manifest.json` and `repositories` too. */
import { Readable } from 'node:stream';
import { EngineError } from '../../shared/index.ts';
import { endOfArchive, padding, plainEntry, writeHeader } from './archive/tar-writer.ts';
import type { LayerTars } from './layer-tars.ts';
import { type Descriptor, type Index, type Manifest, mediaTypes } from './media-types.ts';
import { publishedConfig } from './published-config.ts';
import {
  familiarName,
  familiarString,
  fullName,
  fullString,
  type ImageReference,
  tryParseReference,
} from './reference.ts';
import { digestOf } from './registry/client.ts';
import { noSuchImage, requireImage } from './store/names.ts';
import type { ImageRecord } from './store/records.ts';
import type { ImageStore } from './store/store.ts';

/** An image and the names under which it shall be in the archive. */
interface Chosen {
  id: string;
  names: ImageReference[];
}

/** @throws EngineError `not-found` before anything is written. */
export function saveImages(
  store: ImageStore,
  tars: LayerTars,
  references: string[],
  signal?: AbortSignal,
): Readable {
  const chosen = choose(store, references);
  const stream = Readable.from(new Archive(store, tars, chosen).pieces(), { objectMode: false });
  signal?.addEventListener('abort', () => stream.destroy(signal.reason as Error), { once: true });
  return stream;
}

function choose(store: ImageStore, references: string[]): Chosen[] {
  const chosen = new Map<string, ImageReference[]>();
  const add = (id: string, names: ImageReference[]): void => {
    chosen.set(id, [...(chosen.get(id) ?? []), ...names]);
  };
  for (const text of references) {
    const reference = tryParseReference(text);
    const named = reference ? tagsMeant(store, reference) : [];
    for (const [id, name] of named) add(id, [name]);
    if (named.length > 0) continue;
    if (references.length === 0) throw noSuchImage(text);
    add(requireImage(store, text), []);
  }
  if (chosen.size === 0) throw new EngineError('invalid', 'no images to save');
  return [...chosen].map(([id, names]) => ({ id, names }));
}

/** A name without a tag means all tags of the repository. */
function tagsMeant(store: ImageStore, reference: ImageReference): [string, ImageReference][] {
  if (reference.digest !== undefined) return [];
  if (reference.tag !== undefined) {
    const id = store.tags.get(fullString(reference));
    return id === undefined ? [] : [[id, reference]];
  }
  return [...store.tags].flatMap(([key, id]): [string, ImageReference][] => {
    const name = tryParseReference(key);
    return name !== undefined && fullName(name) === fullName(reference) ? [[id, name]] : [];
  });
}

function blobName(digest: string): string {
  return `blobs/sha256/${digest.replace(/^sha256:/, '')}`;
}

interface DockerManifest {
  Config: string;
  RepoTags: string[] | null;
  Layers: string[];
  LayerSources?: Record<string, Descriptor>;
}

class Archive {
  readonly #store: ImageStore;
  readonly #tars: LayerTars;
  readonly #chosen: Chosen[];
  readonly #written = new Set<string>();

  constructor(store: ImageStore, tars: LayerTars, chosen: Chosen[]) {
    this.#store = store;
    this.#tars = tars;
    this.#chosen = chosen;
  }

  async *pieces(): AsyncGenerator<Buffer> {
    const index: Descriptor[] = [];
    const docker: DockerManifest[] = [];
    const repositories: Record<string, Record<string, string>> = {};
    yield writeHeader(plainEntry('blobs/', 0));
    yield writeHeader(plainEntry('blobs/sha256/', 0));
    for (const { id, names } of this.#chosen) {
      const layers = yield* this.#layers(id);
      const config = await publishedConfig(this.#store, this.#tars, id);
      yield* this.#blob(config.id, config.bytes);
      const manifest = Buffer.from(JSON.stringify(ociManifest(config, layers)));
      const digest = digestOf(manifest);
      yield* this.#blob(digest, manifest);
      index.push(
        ...indexEntries({ mediaType: mediaTypes.ociManifest, digest, size: manifest.length }, names),
      );
      docker.push(dockerManifest(config.id, layers, names));
      for (const name of names) {
        const tags = (repositories[familiarName(name)] ??= {});
        tags[name.tag ?? 'latest'] = layers.at(-1)?.digest.replace(/^sha256:/, '') ?? '';
      }
    }
    const oci: Index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: index };
    yield* file('index.json', Buffer.from(JSON.stringify(oci)));
    yield* file('manifest.json', Buffer.from(JSON.stringify(docker)));
    yield* file('oci-layout', Buffer.from(JSON.stringify({ imageLayoutVersion: '1.0.0' })));
    if (Object.keys(repositories).length > 0) {
      yield* file('repositories', Buffer.from(JSON.stringify(repositories)));
    }
    yield endOfArchive;
  }

  async *#layers(imageId: string): AsyncGenerator<Buffer, Descriptor[]> {
    const image = this.#store.images.get(imageId) as ImageRecord;
    const descriptors: Descriptor[] = [];
    for (const layer of image.layers) {
      const { diffId, size } = await this.#tars.describe(layer);
      descriptors.push({ mediaType: mediaTypes.ociLayer, digest: diffId, size });
      if (this.#written.has(diffId)) continue;
      this.#written.add(diffId);
      yield writeHeader(plainEntry(blobName(diffId), size));
      yield* (await this.#tars.open(layer)) as AsyncIterable<Buffer>;
      yield padding(size);
    }
    return descriptors;
  }

  *#blob(digest: string, bytes: Buffer): Generator<Buffer> {
    if (this.#written.has(digest)) return;
    this.#written.add(digest);
    yield* file(blobName(digest), bytes);
  }
}

function* file(name: string, bytes: Buffer): Generator<Buffer> {
  yield Buffer.concat([writeHeader(plainEntry(name, bytes.length)), bytes, padding(bytes.length)]);
}

function ociManifest(config: { id: string; bytes: Buffer }, layers: Descriptor[]): Manifest {
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: { mediaType: mediaTypes.ociConfig, digest: config.id, size: config.bytes.length },
    layers,
  };
}

function indexEntries(manifest: Descriptor, names: ImageReference[]): Descriptor[] {
  if (names.length === 0) return [manifest];
  return names.map((name) => ({
    ...manifest,
    annotations: {
      'io.containerd.image.name': fullString(name),
      'org.opencontainers.image.ref.name': name.tag ?? 'latest',
    },
  }));
}

function dockerManifest(configId: string, layers: Descriptor[], names: ImageReference[]): DockerManifest {
  return {
    Config: blobName(configId),
    RepoTags: names.length > 0 ? names.map(familiarString) : null,
    Layers: layers.map(({ digest }) => blobName(digest)),
    LayerSources: Object.fromEntries(layers.map((layer) => [layer.digest, layer])),
  };
}
