/** Images as the API shows them. */
import type { Filters, ImageHistoryEntry, ImageInspect, ImageSummary } from '../../engine-api/index.ts';
import type { StoredImage } from './contract.ts';
import { listTest, nameTest } from './filters.ts';
import { digestsOf, namesByImage, tagsOf } from './store/names.ts';
import type { ImageRecord } from './store/records.ts';
import type { ImageStore } from './store/store.ts';

export function imageSize(store: ImageStore, image: ImageRecord): number {
  return image.layers.reduce((sum, id) => sum + store.layerRecord(id).size, 0);
}

export function toStoredImage(store: ImageStore, id: string): StoredImage {
  const image = store.images.get(id) as ImageRecord;
  return {
    id,
    config: store.config(id),
    layers: image.layers.map((layer) => store.layer(layer)),
    repoTags: tagsOf(store, id),
    repoDigests: digestsOf(store, id),
    created: image.created,
    size: imageSize(store, image),
  };
}

/** Images that others were built on. */
export function parentsOf(store: ImageStore): Set<string> {
  return new Set([...store.images.values()].flatMap(({ parent }) => (parent === undefined ? [] : [parent])));
}

/** Newest first. Without `all`, nameless images that others were built on are left out. */
export function listImages(
  store: ImageStore,
  filters: Filters,
  options: { all: boolean; containersOf: (id: string) => number },
): ImageSummary[] {
  const test = listTest(store, filters);
  const isShown = nameTest(filters);
  const parents = parentsOf(store);
  const [tags, digests] = [namesByImage(store.tags), namesByImage(store.digests)];
  const uses = usesOfLayers(store);
  return [...store.images]
    .filter(
      ([id, image]) =>
        !image.removed &&
        test(id, image) &&
        (options.all || tags.has(id) || digests.has(id) || !parents.has(id)),
    )
    .sort(([, a], [, b]) => b.created - a.created)
    .map(([id, image]) => ({
      Id: id,
      ParentId: image.parent ?? '',
      RepoTags: (tags.get(id) ?? []).filter(isShown),
      RepoDigests: (digests.get(id) ?? []).filter(isShown),
      Created: Math.floor(image.created / 1000),
      Size: imageSize(store, image),
      SharedSize: [...new Set(image.layers)]
        .filter((layer) => (uses.get(layer) ?? 0) > 1)
        .reduce((sum, layer) => sum + store.layerRecord(layer).size, 0),
      Labels: image.labels,
      Containers: options.containersOf(id),
    }));
}

function usesOfLayers(store: ImageStore): Map<string, number> {
  const uses = new Map<string, number>();
  for (const image of store.images.values()) {
    for (const layer of new Set(image.layers)) uses.set(layer, (uses.get(layer) ?? 0) + 1);
  }
  return uses;
}

export function inspectImage(store: ImageStore, id: string): ImageInspect {
  const image = store.images.get(id) as ImageRecord;
  const config = store.config(id);
  const folders = image.layers.map((layer) => store.layerFolder(layer)).reverse();
  const [upper, ...lower] = folders;
  return {
    Id: id,
    RepoTags: tagsOf(store, id),
    RepoDigests: digestsOf(store, id),
    Parent: image.parent ?? '',
    Comment: config.history?.at(-1)?.comment ?? '',
    ...(config.created === undefined ? {} : { Created: config.created }),
    DockerVersion: '',
    Author: config.author ?? '',
    Config: config.config ?? {},
    Architecture: config.architecture,
    ...(config.variant ? { Variant: config.variant } : {}),
    Os: config.os,
    Size: imageSize(store, image),
    GraphDriver: {
      Name: 'overlay2',
      Data:
        upper === undefined
          ? null
          : { UpperDir: upper, ...(lower.length > 0 ? { LowerDir: lower.join(':') } : {}) },
    },
    RootFS: { Type: 'layers', Layers: config.rootfs.diff_ids },
    Metadata: image.lastTagged === undefined ? {} : { LastTagTime: new Date(image.lastTagged).toISOString() },
  };
}

/** Newest step first; only the image itself has an id and names. */
export function historyOf(store: ImageStore, id: string): ImageHistoryEntry[] {
  const image = store.images.get(id) as ImageRecord;
  let layer = 0;
  const entries = (store.config(id).history ?? []).map((step): ImageHistoryEntry => {
    const layerId = step.empty_layer ? undefined : image.layers[layer++];
    return {
      Id: '<missing>',
      Created: step.created === undefined ? 0 : Math.floor(Date.parse(step.created) / 1000),
      CreatedBy: step.created_by ?? '',
      Tags: null,
      Size: layerId === undefined ? 0 : store.layerRecord(layerId).size,
      Comment: step.comment ?? '',
    };
  });
  const newest = entries.at(-1);
  if (newest !== undefined) {
    newest.Id = id;
    const tags = tagsOf(store, id);
    newest.Tags = tags.length > 0 ? tags : null;
  }
  return entries.reverse();
}
