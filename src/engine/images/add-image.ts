/** Images that were made here, of layers that the store has. */
import { EngineError } from '../../shared/index.ts';
import type { AddImageOptions, ImageConfig } from './contract.ts';
import { familiarString, parseReference, withDefaultTag } from './reference.ts';
import { digestOf } from './registry/client.ts';
import { setTag } from './store/names.ts';
import type { ImageStore } from './store/store.ts';

/** Its id and the names it got. The same configuration and layers give the same image. */
export async function addImage(
  store: ImageStore,
  options: AddImageOptions,
): Promise<{ id: string; tagged: string[] }> {
  const references = (options.tags ?? []).map((tag) => withDefaultTag(parseReference(tag)));
  if (references.some((reference) => reference.digest !== undefined)) {
    throw new EngineError('invalid', 'refusing to create a tag with a digest reference');
  }
  const config: ImageConfig = {
    ...options.config,
    rootfs: { type: 'layers', diff_ids: options.layers.map(({ id }) => store.layerRecord(id).diffId) },
  };
  const bytes = Buffer.from(JSON.stringify(config));
  const id = digestOf(bytes);
  if (!store.images.has(id)) await store.writeBlob(id, bytes);
  const known = store.images.get(id);
  const { removed: _, ...kept } = known ?? {};
  store.images.set(id, {
    ...kept,
    layers: options.layers.map((layer) => layer.id),
    created: config.created === undefined ? 0 : Date.parse(config.created),
    labels: config.config.Labels ?? null,
    ...(options.parent === undefined ? {} : { parent: options.parent }),
  });
  for (const reference of references) setTag(store, reference, id);
  await store.save();
  return { id, tagged: references.map(familiarString) };
}
