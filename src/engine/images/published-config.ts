/** An image's configuration as others see it: with the true digests of layers that were made here. */
import type { ImageConfig } from './contract.ts';
import type { LayerTars } from './layer-tars.ts';
import { digestOf } from './registry/client.ts';
import type { ImageRecord } from './store/records.ts';
import type { ImageStore } from './store/store.ts';

/** Its bytes and digest; those of the stored configuration where that has the true digests already. */
export async function publishedConfig(
  store: ImageStore,
  tars: LayerTars,
  imageId: string,
): Promise<{ id: string; bytes: Buffer; diffIds: string[] }> {
  const image = store.images.get(imageId) as ImageRecord;
  const described = await Promise.all(image.layers.map((layer) => tars.describe(layer)));
  const diffIds = described.map(({ diffId }) => diffId);
  const own = await store.readBlob(imageId);
  const config = JSON.parse(own.toString()) as ImageConfig;
  if (config.rootfs.diff_ids.every((diffId, index) => diffId === diffIds[index])) {
    return { id: imageId, bytes: own, diffIds };
  }
  const bytes = Buffer.from(JSON.stringify({ ...config, rootfs: { ...config.rootfs, diff_ids: diffIds } }));
  return { id: digestOf(bytes), bytes, diffIds };
}
