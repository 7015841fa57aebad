import type { ImageLayer } from '../../dashboard-api/index.ts';
import type { ImageHistoryEntry } from '../../engine-api/index.ts';

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
