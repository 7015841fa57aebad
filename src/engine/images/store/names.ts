/** Names of images: finding by name, digest or id, and giving and taking names. */
import { EngineError } from '../../../shared/index.ts';
import {
  familiarString,
  fullName,
  fullString,
  type ImageReference,
  idPrefixOf,
  tryParseReference,
  withDefaultTag,
} from '../reference.ts';
import type { ImageStore } from './store.ts';

/** Id of the image that a name, `name@digest`, id, or unambiguous beginning of an id means. */
export function resolveImage(store: ImageStore, text: string): string | undefined {
  const whole = /^(?:sha256:)?([0-9a-f]{64})$/.exec(text)?.[1];
  if (whole !== undefined) return byId(store, `sha256:${whole}`);
  const reference = tryParseReference(text);
  const named = reference && byReference(store, withDefaultTag(reference));
  return named ?? byPrefix(store, text);
}

/** @throws EngineError `not-found` with Docker's sentence. */
export function requireImage(store: ImageStore, text: string): string {
  const id = resolveImage(store, text);
  if (id === undefined) throw noSuchImage(text);
  return id;
}

export function noSuchImage(text: string): EngineError {
  const reference = tryParseReference(text);
  const shown = reference ? familiarString(withDefaultTag(reference)) : text;
  return new EngineError('not-found', `No such image: ${shown}`);
}

function byId(store: ImageStore, id: string): string | undefined {
  if (store.images.has(id)) return id;
  for (const [own, image] of store.images) if (image.publishedId === id) return own;
  return undefined;
}

function byReference(store: ImageStore, reference: ImageReference): string | undefined {
  if (reference.digest === undefined) return store.tags.get(fullString(reference));
  return store.digests.get(`${fullName(reference)}@${reference.digest}`);
}

function byPrefix(store: ImageStore, text: string): string | undefined {
  const prefix = idPrefixOf(text);
  if (prefix === undefined) return undefined;
  const found = [...store.images].filter(
    ([id, image]) => id.startsWith(`sha256:${prefix}`) && !image.removed,
  );
  return found.length === 1 ? found[0]?.[0] : undefined;
}

/** `redis:6.0`, sorted. */
export function tagsOf(store: ImageStore, imageId: string): string[] {
  return namesIn(store.tags, imageId);
}

/** `redis@sha256:…`, sorted. */
export function digestsOf(store: ImageStore, imageId: string): string[] {
  return namesIn(store.digests, imageId);
}

function namesIn(names: Map<string, string>, imageId: string): string[] {
  const found = [...names].filter(([, id]) => id === imageId).map(([name]) => name);
  return shownNames(found);
}

function shownNames(names: string[]): string[] {
  return names
    .map(tryParseReference)
    .filter((reference) => reference !== undefined)
    .map(familiarString)
    .sort();
}

/** As `tagsOf` or `digestsOf`, of all images at once. */
export function namesByImage(names: Map<string, string>): Map<string, string[]> {
  const byImage = Map.groupBy(names, ([, id]) => id);
  return new Map([...byImage].map(([id, entries]) => [id, shownNames(entries.map(([name]) => name))]));
}

/** Gives a tag to an image, taking it from the one that had it. */
export function setTag(store: ImageStore, reference: ImageReference, imageId: string): void {
  store.tags.set(fullString({ ...reference, tag: reference.tag ?? 'latest' }), imageId);
  const image = store.images.get(imageId);
  if (image !== undefined) image.lastTagged = Date.now();
}

export function setDigest(
  store: ImageStore,
  reference: ImageReference,
  digest: string,
  imageId: string,
): void {
  store.digests.set(`${fullName(reference)}@${digest}`, imageId);
}
