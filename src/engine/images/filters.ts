/** Filters of `GET /images/json` and `POST /images/prune`. */
import type { Filters } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import { familiarName, familiarString, tryParseReference } from './reference.ts';
import { requireImage, tagsOf } from './store/names.ts';
import type { ImageRecord } from './store/records.ts';
import type { ImageStore } from './store/store.ts';

export type ImageTest = (id: string, image: ImageRecord) => boolean;

const listFilters = ['before', 'dangling', 'label', 'label!', 'reference', 'since', 'until'];
const pruneFilters = ['dangling', 'label', 'label!', 'until'];

function checkNames(filters: Filters, known: string[]): void {
  const unknown = Object.keys(filters).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new EngineError('invalid', `invalid filter '${unknown}'`);
}

/** @throws EngineError `invalid` for unknown filters and values, `not-found` for images in `before` and `since`. */
export function listTest(store: ImageStore, filters: Filters): ImageTest {
  checkNames(filters, listFilters);
  const created = (text: string): number => store.images.get(requireImage(store, text))?.created ?? 0;
  const before = (filters.before ?? []).map(created);
  const since = (filters.since ?? []).map(created);
  const dangling = readBoolean(filters, 'dangling');
  const isNamed = filters.reference?.length ? nameTest(filters) : undefined;
  const common = commonTest(filters);
  return (id, image) =>
    common(id, image) &&
    before.every((time) => image.created < time) &&
    since.every((time) => image.created > time) &&
    (dangling === undefined || dangling === (tagsOf(store, id).length === 0)) &&
    (isNamed === undefined || hasName(store, id, isNamed));
}

/** Labels and age: what prune looks at besides use. */
export function pruneTest(filters: Filters): { test: ImageTest; danglingOnly: boolean } {
  checkNames(filters, pruneFilters);
  return { test: commonTest(filters), danglingOnly: readBoolean(filters, 'dangling') ?? true };
}

function commonTest(filters: Filters): ImageTest {
  const until = (filters.until ?? []).map((text) => parseTime(text, Date.now()));
  const labels = filters.label ?? [];
  const notLabels = filters['label!'] ?? [];
  return (_, image) =>
    until.every((time) => image.created < time) &&
    labels.every((label) => hasLabel(image, label)) &&
    !notLabels.some((label) => hasLabel(image, label));
}

function hasLabel(image: ImageRecord, label: string): boolean {
  const equals = label.indexOf('=');
  const key = equals === -1 ? label : label.slice(0, equals);
  const value = image.labels?.[key];
  return value !== undefined && (equals === -1 || value === label.slice(equals + 1));
}

function readBoolean(filters: Filters, name: string): boolean | undefined {
  const value = filters[name]?.[0];
  if (value === undefined) return undefined;
  if (['1', 't', 'true', 'True', 'TRUE'].includes(value)) return true;
  if (['0', 'f', 'false', 'False', 'FALSE'].includes(value)) return false;
  throw new EngineError('invalid', `invalid filter '${name}=[${filters[name]?.join(' ')}]'`);
}

const unitMilliseconds: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Unix milliseconds from a Unix time, an RFC 3339 time or date, or a Go duration back from `now`.
 * @throws EngineError `invalid`
 */
export function parseTime(text: string, now: number): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) {
    const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
    return parts.reduce(
      (time, [, count, unit]) => time - Number(count) * (unitMilliseconds[unit ?? ''] ?? 0),
      now,
    );
  }
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new EngineError('invalid', `failed to parse value as time or duration: "${text}"`);
  return time;
}

/** Go's path.Match: `*` and `?` stop at slashes. */
function globPattern(glob: string): RegExp {
  let source = '';
  for (const [part] of glob.matchAll(/\[[^\]]*\]|\\.|./gs)) {
    if (part === '*') source += '[^/]*';
    else if (part === '?') source += '[^/]';
    else if (part.length > 1 && part.startsWith('[')) source += part.replaceAll('\\', '\\\\');
    else source += part.replace(/^\\(.)/, '$1').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`);
  } catch {
    throw new EngineError('invalid', `syntax error in pattern ${JSON.stringify(glob)}`);
  }
}

/** A test for the names that are listed: of an image that the filter `reference` finds, only those that it names. */
export function nameTest(filters: Filters): (name: string) => boolean {
  const patterns = (filters.reference ?? []).map(globPattern);
  if (patterns.length === 0) return () => true;
  return (name) => {
    const reference = tryParseReference(name);
    if (reference === undefined) return false;
    const shown = [familiarString(reference), familiarName(reference)];
    return patterns.some((pattern) => shown.some((text) => pattern.test(text)));
  };
}

function hasName(store: ImageStore, id: string, test: (name: string) => boolean): boolean {
  return [store.tags, store.digests].some((names) =>
    [...names].some(([name, target]) => target === id && test(name)),
  );
}
