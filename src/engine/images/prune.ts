/** `docker image prune`. */
import type { Filters, ImageDeleteEntry, PruneResponse } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import { collectBlobs, collectLayers } from './collect.ts';
import { pruneTest } from './filters.ts';
import { type RemoveContext, removeImage } from './remove.ts';
import { digestsOf, tagsOf } from './store/names.ts';
import { parentsOf } from './views.ts';

/** Removes what no container uses: nameless images, or with `dangling=false` all. Then all layers that nothing needs. */
export async function pruneImages(context: RemoveContext, filters: Filters): Promise<PruneResponse> {
  const { store } = context;
  const { test, danglingOnly } = pruneTest(filters);
  const parents = parentsOf(store);
  const doomed = [...store.images].filter(([id, image]) => {
    if (image.removed || !test(id, image) || context.usedBy(id).length > 0) return false;
    const isNamed = tagsOf(store, id).length > 0;
    return isNamed ? !danglingOnly : !parents.has(id);
  });
  const deleted: ImageDeleteEntry[] = [];
  let freed = 0;
  for (const [id] of doomed) {
    const result = await removeAll(context, id);
    deleted.push(...result.entries);
    freed += result.freed;
  }
  freed += await sweep(context);
  return { ImagesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: freed };
}

/** Name by name, as `docker rmi` of each would do it. */
async function removeAll(
  context: RemoveContext,
  id: string,
): Promise<{ entries: ImageDeleteEntry[]; freed: number }> {
  const names = (): string[] => [...tagsOf(context.store, id), ...digestsOf(context.store, id)];
  const result = { entries: [] as ImageDeleteEntry[], freed: 0 };
  const first = names();
  for (const name of first.length > 0 ? first : [id]) {
    // With the last tag of a repository its digests went too.
    if (name !== id && !names().includes(name)) continue;
    try {
      const { entries, freed } = await removeImage(context, name, {});
      result.entries.push(...entries);
      result.freed += freed;
    } catch (error) {
      // Came into use meanwhile, or has children: it stays.
      if (!(error instanceof EngineError && (error.kind === 'conflict' || error.kind === 'not-found')))
        throw error;
    }
  }
  return result;
}

/** Layers of images that were removed by force and whose containers are gone, and of builds that were never finished. */
async function sweep(context: RemoveContext): Promise<number> {
  const { store } = context;
  const gone = [...store.images].filter(([id, image]) => image.removed && context.usedBy(id).length === 0);
  for (const [id] of gone) store.images.delete(id);
  await store.save();
  await collectBlobs(
    store,
    gone.flatMap(([id, image]) => [id, ...(image.manifest ? [image.manifest.digest] : [])]),
  );
  const { freed } = await collectLayers(store, context.keepers, [...store.layers.keys()]);
  return freed;
}
