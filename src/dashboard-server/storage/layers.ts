import type { StorageCalls } from '../../dashboard-api/index.ts';
import type { ImageHistoryEntry, ImageInspect } from '../../engine-api/index.ts';
import { EngineError, UserError } from '../../shared/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import type { CallHandler } from '../registry.ts';
import { readImages } from './images.ts';
import { holdersOf } from './layer-catalog.ts';
import { layersOf } from './layers-of.ts';

export const listLayers: CallHandler<StorageCalls['image.layers']>['run'] = async ({ image }, context) => {
  const live = await context.engine();
  const { signal } = context;
  const { Id, RootFS } = await inspectImage(image, live, signal);
  const path = `/images/${encodeURIComponent(Id)}/history`;
  const [history, others] = await Promise.all([
    live.client.json<ImageHistoryEntry[]>({ method: 'GET', path, signal }),
    layersOfOthers(Id, live, signal),
  ]);
  return layersOf(history, RootFS.Layers ?? [], others);
};

export async function inspectImage(
  image: string,
  { client }: LiveEngine,
  signal: AbortSignal,
): Promise<ImageInspect> {
  try {
    const path = `/images/${encodeURIComponent(image)}/json`;
    return await client.json<ImageInspect>({ method: 'GET', path, signal });
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found')
      throw new UserError('no-such-image', `there is no image ${JSON.stringify(image)}`);
    throw error;
  }
}

/** Layer → other images that have it. */
async function layersOfOthers(
  own: string,
  live: LiveEngine,
  signal: AbortSignal,
): Promise<Map<string, string[]>> {
  const ids = (await readImages(live, signal)).map(({ Id }) => Id);
  const layers = await live.layers.of(live.client, ids, signal);
  layers.delete(own);
  return new Map(holdersOf(layers).map(({ digest, holders }) => [digest, holders]));
}
