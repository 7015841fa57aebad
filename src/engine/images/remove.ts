/** `docker rmi`, by the rules of moby's daemon/images/image_delete.go as its documentation and messages tell them. */
import type { ImageDeleteEntry } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import { collectBlobs, collectLayers, type LayerKeepers } from './collect.ts';
import {
  familiarString,
  fullName,
  fullString,
  type ImageReference,
  parseReference,
  shortId,
  tryParseReference,
  withDefaultTag,
} from './reference.ts';
import { requireImage } from './store/names.ts';
import type { ImageStore } from './store/store.ts';
import { parentsOf } from './views.ts';

export interface ImageUser {
  id: string;
  name: string;
  running: boolean;
}

export interface RemoveContext {
  store: ImageStore;
  keepers: LayerKeepers;
  usedBy: (imageId: string) => ImageUser[];
  onEvent: (action: 'untag' | 'delete', imageId: string) => void;
}

export interface RemoveOptions {
  force?: boolean;
  noPrune?: boolean;
}

/** What a removal has done so far. */
class Removal {
  readonly entries: ImageDeleteEntry[] = [];
  readonly layers: string[] = [];
  readonly blobs: string[] = [];
  readonly context: RemoveContext;
  readonly id: string;

  constructor(context: RemoveContext, id: string) {
    this.context = context;
    this.id = id;
  }

  get names(): Name[] {
    return namesOf(this.context.store, this.id);
  }

  untag(name: Name): void {
    const { store } = this.context;
    (name.reference.digest === undefined ? store.tags : store.digests).delete(name.key);
    this.entries.push({ Untagged: familiarString(name.reference) });
    this.context.onEvent('untag', this.id);
  }

  untagAll(): void {
    for (const name of this.names) this.untag(name);
  }

  /** The image is gone for everybody, except for stopped containers that were made of it. */
  forget(id: string): void {
    const { store, usedBy, onEvent } = this.context;
    const image = store.images.get(id);
    if (image === undefined) return;
    this.entries.push({ Deleted: id });
    onEvent('delete', id);
    if (usedBy(id).length > 0) image.removed = true;
    else {
      store.images.delete(id);
      store.forgetConfig(id);
      this.layers.push(...image.layers);
      this.blobs.push(id, ...(image.manifest ? [image.manifest.digest] : []));
    }
  }
}

/** @throws EngineError `not-found`, or `conflict` with Docker's sentences. */
export async function removeImage(
  context: RemoveContext,
  text: string,
  options: RemoveOptions,
): Promise<{ entries: ImageDeleteEntry[]; freed: number }> {
  const { store } = context;
  const removal = new Removal(context, requireImage(store, text));
  const { id } = removal;
  const force = options.force ?? false;
  const isById = id.startsWith(`sha256:${text.replace(/^sha256:/, '')}`);
  if (!isById) untagByName(removal, text, force);
  else if (isSingleName(removal.names)) {
    checkUse(context, id, { soft: !force, names: false });
    removal.untagAll();
  }
  const isFinished = !isById && removal.names.length > 0;
  if (!isFinished) deleteRecords(removal, { force, prune: !options.noPrune, untagged: !isById });
  await store.save();
  await collectBlobs(store, removal.blobs);
  const { diffIds, freed } = await collectLayers(store, context.keepers, removal.layers);
  removal.entries.push(...diffIds.map((diffId) => ({ Deleted: diffId })));
  return { entries: removal.entries, freed };
}

interface Name {
  reference: ImageReference;
  key: string;
}

function namesOf(store: ImageStore, id: string): Name[] {
  return [...store.tags, ...store.digests]
    .filter(([, target]) => target === id)
    .map(([key]) => ({ key, reference: tryParseReference(key) as ImageReference }));
}

/** One tag at most, and digests only of the same repository. */
function isSingleName(names: Name[]): boolean {
  const tags = names.filter(({ reference }) => reference.digest === undefined);
  const repositories = new Set(names.map(({ reference }) => fullName(reference)));
  return tags.length <= 1 && repositories.size <= 1;
}

function untagByName(removal: Removal, text: string, force: boolean): void {
  const reference = withDefaultTag(parseReference(text));
  const [user] = removal.context.usedBy(removal.id);
  if (!force && user !== undefined && isSingleName(removal.names)) {
    throw new EngineError(
      'conflict',
      `conflict: unable to remove repository reference "${text}" (must force) - ` +
        `container ${shortId(user.id)} is using its referenced image ${shortId(removal.id)}`,
    );
  }
  const { tag: _, ...digestOnly } = reference;
  const named = reference.digest === undefined ? reference : digestOnly;
  removal.untag({ key: fullString(named), reference: named });
  if (named.digest !== undefined) return;
  // Without a tag in this repository its digests say nothing any more.
  const sameRepository = removal.names.filter((name) => fullName(name.reference) === fullName(named));
  if (sameRepository.some((name) => name.reference.digest === undefined)) return;
  for (const name of sameRepository) removal.untag(name);
}

/** @throws EngineError `conflict`. `soft`: what force overrides counts too; `names`: so do names that are left. */
function checkUse(context: RemoveContext, id: string, options: { soft: boolean; names: boolean }): void {
  const refuse = (how: string, why: string): never => {
    throw new EngineError('conflict', `conflict: unable to delete ${shortId(id)} (${how}) - ${why}`);
  };
  if (parentsOf(context.store).has(id)) refuse('cannot be forced', 'image has dependent child images');
  const users = context.usedBy(id);
  const running = users.find((user) => user.running);
  if (running) refuse('cannot be forced', `image is being used by running container ${shortId(running.id)}`);
  if (!options.soft) return;
  if (options.names && namesOf(context.store, id).length > 0) {
    refuse('must be forced', 'image is referenced in multiple repositories');
  }
  if (users[0]) refuse('must be forced', `image is being used by stopped container ${shortId(users[0].id)}`);
}

/** The image and, where pruning is wanted, the nameless images it was built on and that nothing else needs. */
function deleteRecords(
  removal: Removal,
  options: { force: boolean; prune: boolean; untagged: boolean },
): void {
  const { context, id } = removal;
  const { store } = context;
  try {
    checkUse(context, id, { soft: !options.force, names: true });
  } catch (error) {
    // Its name is gone already: that was the wish, and the image stays for who uses it.
    if (options.untagged && isInUse(context, id)) return;
    throw error;
  }
  removal.untagAll();
  let parent = store.images.get(id)?.parent;
  removal.forget(id);
  while (options.prune && parent !== undefined && store.images.has(parent) && isFree(context, parent)) {
    const next: string | undefined = store.images.get(parent)?.parent;
    removal.forget(parent);
    parent = next;
  }
}

function isInUse(context: RemoveContext, id: string): boolean {
  return parentsOf(context.store).has(id) || context.usedBy(id).length > 0;
}

function isFree(context: RemoveContext, id: string): boolean {
  return namesOf(context.store, id).length === 0 && !isInUse(context, id);
}
