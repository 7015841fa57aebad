/** Layers and blobs that nothing needs any more. */
import type { HeldLayers } from './held-layers.ts';
import type { LayerRecord } from './store/records.ts';
import type { ImageStore } from './store/store.ts';

/** Who else needs layers, besides images. */
export interface LayerKeepers {
  held: HeldLayers;
  /** The builder's cache. */
  cached: () => Iterable<string>;
}

/**
 * Throws away those of the layers that no image, cache or unfinished work has.
 * @returns diff ids of what went, and the bytes of its files.
 */
export async function collectLayers(
  store: ImageStore,
  keepers: LayerKeepers,
  candidates: Iterable<string>,
): Promise<{ diffIds: string[]; freed: number }> {
  const needed = new Set([...store.images.values()].flatMap((image) => image.layers));
  for (const id of keepers.cached()) needed.add(id);
  const doomed = [...new Set(candidates)].filter(
    (id) => store.layers.has(id) && !needed.has(id) && !keepers.held.has(id),
  );
  const result = { diffIds: [] as string[], freed: 0 };
  const paths: string[] = [];
  const blobs: string[] = [];
  for (const id of doomed) {
    const layer = store.layerRecord(id);
    result.diffIds.push(layer.diffId);
    result.freed += layer.size;
    paths.push(store.layerFolder(id));
    blobs.push(...blobsOf(layer));
    store.layers.delete(id);
  }
  // Two layers of the same files have one archive between them.
  const shared = new Set([...store.layers.values()].flatMap(blobsOf));
  for (const blob of blobs) if (!shared.has(blob)) paths.push(store.blobPath(blob));
  // First the index forgets them: files that it does not know are swept away at the next start, the reverse would be damage.
  await store.save();
  for (const path of paths) await store.trash.throwAway(path);
  return result;
}

function blobsOf({ blob, archive }: LayerRecord): string[] {
  return [blob?.digest, archive].filter((digest) => digest !== undefined);
}

/** Throws away configurations and manifests of images that are gone. */
export async function collectBlobs(store: ImageStore, digests: Iterable<string>): Promise<void> {
  const needed = new Set<string>();
  for (const [id, image] of store.images) {
    needed.add(id);
    if (image.manifest) needed.add(image.manifest.digest);
  }
  for (const digest of digests) {
    if (!needed.has(digest)) await store.trash.throwAway(store.blobPath(digest));
  }
}
