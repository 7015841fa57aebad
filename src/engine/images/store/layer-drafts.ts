/** Layers that are being made: by a build step in an overlay's upper folder, or by unpacking an archive. */
import { randomBytes } from 'node:crypto';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Layer, LayerDraft } from '../contract.ts';
import { folderSize } from './folder-size.ts';
import type { LayerRecord } from './records.ts';
import type { ImageStore } from './store.ts';

const layerMode = 0o755;

/** Folders for an overlay; the upper one becomes the layer. */
export async function beginLayer(store: ImageStore): Promise<LayerDraft> {
  const staging = store.stagingPath();
  const [upperDir, workDir] = [join(staging, 'upper'), join(staging, 'work')];
  await mkdir(staging);
  await mkdir(upperDir, { mode: layerMode });
  await mkdir(workDir);
  return {
    upperDir,
    workDir,
    async commit(): Promise<Layer> {
      const size = await folderSize(upperDir);
      // No tar of it exists, so nothing to take a digest of. See docs/design/images.md.
      const diffId = `sha256:${randomBytes(32).toString('hex')}`;
      const layer = await adoptLayer(store, upperDir, { size, diffId });
      await store.trash.throwAway(staging);
      return layer;
    },
    discard: () => store.trash.throwAway(staging),
  };
}

/** A folder to unpack into. */
export async function beginUnpacking(store: ImageStore): Promise<string> {
  const staging = store.stagingPath();
  await mkdir(staging, { mode: layerMode });
  return staging;
}

/** Takes a folder into the store, by renaming it. */
export async function adoptLayer(store: ImageStore, folder: string, record: LayerRecord): Promise<Layer> {
  const id = store.newLayerId();
  store.layers.set(id, record);
  try {
    await rename(folder, store.layerFolder(id));
  } catch (error) {
    store.layers.delete(id);
    throw error;
  }
  await store.save();
  return store.layer(id);
}
