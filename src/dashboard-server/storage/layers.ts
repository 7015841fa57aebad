import type { ImageLayer, StorageCalls } from '../../dashboard-api/index.ts';
import type { ImageHistoryEntry, ImageInspect } from '../../engine-api/index.ts';
import { EngineError, UserError } from '../../shared/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import type { CallHandler } from '../registry.ts';
import { readImages } from './images.ts';

/** Images that are looked at, at the same time. */
const atOnce = 8;

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

type Makes = (entry: ImageHistoryEntry) => boolean;

const hasContent: Makes = ({ Size }) => Size > 0;
const makesFiles: Makes = (entry) =>
  hasContent(entry) ||
  /^(RUN|COPY|ADD)\b|^\/bin\/sh -c (#\(nop\) +(COPY|ADD)\b|(?!#\(nop\)))/.test(entry.CreatedBy);
const makesFolders: Makes = (entry) =>
  makesFiles(entry) || /^(\/bin\/sh -c #\(nop\) +)?WORKDIR\b/.test(entry.CreatedBy);

/**
 * The engine has the newest first, and does not say which instructions made a layer: those with content did; a `RUN` or `WORKDIR` that
 * changed nothing may have. Where no reading gives as many as there are, none is told.
 */
export function layersOf(
  history: readonly ImageHistoryEntry[],
  digests: readonly string[],
  others: ReadonlyMap<string, readonly string[]>,
): ImageLayer[] {
  const oldestFirst = history.toReversed();
  const fits = (makes: Makes): boolean => oldestFirst.filter(makes).length === digests.length;
  const makesLayer = [hasContent, makesFiles, makesFolders].find(fits) ?? (() => false);
  let index = 0;
  return oldestFirst.map((entry) => {
    const layer = makesLayer(entry) ? index++ : undefined;
    const digest = layer === undefined ? undefined : digests[layer];
    return {
      instruction: entry.CreatedBy,
      created: entry.Created,
      size: entry.Size,
      comment: entry.Comment,
      sharedWith: [...((digest && others.get(digest)) || [])],
      ...(layer === undefined ? {} : { index: layer }),
    };
  });
}

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
  const ids = (await readImages(live, signal)).map(({ Id }) => Id).filter((id) => id !== own);
  const found = new Map<string, string[]>();
  const next = ids[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const id of next) {
      const inspected = await inspectImage(id, live, signal).catch(() => undefined);
      for (const layer of inspected?.RootFS.Layers ?? []) found.set(layer, [...(found.get(layer) ?? []), id]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found;
}
