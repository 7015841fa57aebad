/**
 * Images, names, layers and blobs on disk. Layout below `<root>/images`: `index.json`, `layers/<id>` (a layer's files), `blobs/<digits of the
 * digest>` (configurations, manifests, compressed layers), `staging/` (what is being made; thrown away at the next start).
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError, messageOf } from '../../../shared/index.ts';
import { writeFileAtomic } from '../../host/index.ts';
import type { ImageConfig, Layer } from '../contract.ts';
import type { ImageRecord, LayerRecord, StoreIndex } from './records.ts';
import { Trash } from './trash.ts';

export class ImageStore {
  readonly images: Map<string, ImageRecord> = new Map();
  /** `docker.io/library/redis:6.0` → image id. */
  readonly tags: Map<string, string> = new Map();
  /** `docker.io/library/redis@sha256:…` → image id. */
  readonly digests: Map<string, string> = new Map();
  readonly layers: Map<string, LayerRecord> = new Map();
  readonly trash: Trash;
  readonly #folder: string;
  readonly #configs = new Map<string, ImageConfig>();
  #saving: Promise<void> | undefined;
  #nextSave: Promise<void> | undefined;

  private constructor(root: string) {
    this.#folder = join(root, 'images');
    this.trash = new Trash(join(root, 'trash'));
  }

  /** @throws EngineError `system` when the index cannot be read: nothing is deleted then. */
  static async open(root: string): Promise<ImageStore> {
    const store = new ImageStore(root);
    await mkdir(store.#folder, { recursive: true, mode: 0o711 });
    await Promise.all(
      ['layers', 'blobs', 'staging'].map((name) => mkdir(join(store.#folder, name), { recursive: true })),
    );
    await store.trash.open();
    await store.#load();
    await store.#clearLeftovers();
    return store;
  }

  layerFolder(id: string): string {
    return join(this.#folder, 'layers', id);
  }

  /** A blob by its digest, or a file of another name among the blobs. */
  blobPath(name: string): string {
    return join(this.#folder, 'blobs', name.replace(/^sha256:/, ''));
  }

  /** A new path on the same file system, for what is not complete yet. */
  stagingPath(): string {
    return join(this.#folder, 'staging', randomBytes(6).toString('hex'));
  }

  /** Short, since all layers of a container must fit into one page of mount options. */
  newLayerId(): string {
    for (;;) {
      const id = randomBytes(6).toString('hex');
      if (!this.layers.has(id)) return id;
    }
  }

  layer(id: string): Layer {
    const record = this.layerRecord(id);
    return { id, dir: this.layerFolder(id), size: record.size };
  }

  layerRecord(id: string): LayerRecord {
    const record = this.layers.get(id);
    if (record === undefined) throw new EngineError('not-found', `layer ${id} does not exist`);
    return record;
  }

  /** The layer whose tar, or whose entry in configurations, has this digest. */
  layerByDiffId(diffId: string): string | undefined {
    for (const [id, record] of this.layers) {
      if (record.diffId === diffId || record.tar?.diffId === diffId) return id;
    }
    return undefined;
  }

  config(imageId: string): ImageConfig {
    let config = this.#configs.get(imageId);
    if (config === undefined) {
      config = JSON.parse(readFileSync(this.blobPath(imageId), 'utf8')) as ImageConfig;
      this.#configs.set(imageId, config);
    }
    return config;
  }

  forgetConfig(imageId: string): void {
    this.#configs.delete(imageId);
  }

  /** Keeps bytes under their digest. */
  async writeBlob(digest: string, bytes: Uint8Array): Promise<void> {
    await writeFileAtomic(this.blobPath(digest), bytes);
  }

  async readBlob(digest: string): Promise<Buffer> {
    return await readFile(this.blobPath(digest));
  }

  /** Moves a complete file to its place among the blobs. */
  async adoptBlob(name: string, path: string): Promise<void> {
    await rename(path, this.blobPath(name));
  }

  /** Resolves when everything that was changed up to now is on disk. Calls meanwhile share one write. */
  save(): Promise<void> {
    this.#nextSave ??= (this.#saving ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        this.#saving = this.#nextSave;
        this.#nextSave = undefined;
        return writeFileAtomic(this.#indexPath(), JSON.stringify(this.#toIndex()));
      });
    return this.#nextSave;
  }

  #indexPath(): string {
    return join(this.#folder, 'index.json');
  }

  #toIndex(): StoreIndex {
    return {
      version: 1,
      images: Object.fromEntries(this.images),
      tags: Object.fromEntries(this.tags),
      digests: Object.fromEntries(this.digests),
      layers: Object.fromEntries(this.layers),
    };
  }

  async #load(): Promise<void> {
    const text = await readFile(this.#indexPath(), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return;
    try {
      const index = JSON.parse(text) as StoreIndex;
      fill(this.images, index.images);
      fill(this.tags, index.tags);
      fill(this.digests, index.digests);
      fill(this.layers, index.layers);
    } catch (error) {
      const path = this.#indexPath();
      throw new EngineError('system', `the list of images ${path} is damaged: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }

  /** What an engine that was killed had begun. */
  async #clearLeftovers(): Promise<void> {
    for (const name of await readdir(join(this.#folder, 'staging'))) {
      await this.trash.throwAway(join(this.#folder, 'staging', name));
    }
    for (const name of await readdir(join(this.#folder, 'layers'))) {
      if (!this.layers.has(name)) await this.trash.throwAway(this.layerFolder(name));
    }
    const known = this.#knownBlobs();
    for (const name of await readdir(join(this.#folder, 'blobs'))) {
      if (!known.has(name)) await this.trash.throwAway(this.blobPath(name));
    }
  }

  #knownBlobs(): Set<string> {
    const names = [...this.images].flatMap(([id, image]) => [id, image.manifest?.digest]);
    const layers = [...this.layers.values()].flatMap((layer) => [layer.blob?.digest, layer.archive]);
    return new Set(
      [...names, ...layers].filter((name) => name !== undefined).map((name) => name.replace(/^sha256:/, '')),
    );
  }
}

function fill<Value>(map: Map<string, Value>, entries: Record<string, Value>): void {
  for (const [key, value] of Object.entries(entries)) map.set(key, value);
}
