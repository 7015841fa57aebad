import type { DiskUsage, ImageHistoryEntry, ImageInspect } from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';
import { layersOf } from './layers-of.ts';

/** Images that are looked at, at the same time. */
const atOnce = 8;

export interface KnownLayer {
  digest: string;
  /** Of the layers of its image, from the lowest on. */
  index: number;
  instruction: string;
  size: number;
}

/** Layers of images. An image never changes, so each is asked for once; those that are gone are forgotten. */
export class LayerCatalog {
  #known = new Map<string, Promise<KnownLayer[]>>();

  /** By image; of one whose layers cannot be told apart, or that is gone meanwhile, the list is empty. */
  async of(
    client: EngineClient,
    images: readonly string[],
    signal: AbortSignal,
  ): Promise<Map<string, KnownLayer[]>> {
    const before = this.#known;
    this.#known = new Map(images.flatMap((id) => entryOf(before, id)));
    const found = new Map<string, KnownLayer[]>();
    const next = images[Symbol.iterator]();
    const work = async (): Promise<void> => {
      for (const id of next) found.set(id, await this.#one(client, id, signal));
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return found;
  }

  async #one(client: EngineClient, id: string, signal: AbortSignal): Promise<KnownLayer[]> {
    const reading = this.#known.get(id) ?? readLayers(client, id, signal);
    this.#known.set(id, reading);
    try {
      return await reading;
    } catch {
      this.#known.delete(id);
      signal.throwIfAborted();
      return [];
    }
  }
}

function entryOf<Value>(map: ReadonlyMap<string, Value>, key: string): [string, Value][] {
  const value = map.get(key);
  return value === undefined ? [] : [[key, value]];
}

async function readLayers(client: EngineClient, id: string, signal: AbortSignal): Promise<KnownLayer[]> {
  const path = `/images/${encodeURIComponent(id)}`;
  const [{ RootFS }, history] = await Promise.all([
    client.json<ImageInspect>({ method: 'GET', path: `${path}/json`, signal }),
    client.json<ImageHistoryEntry[]>({ method: 'GET', path: `${path}/history`, signal }),
  ]);
  const digests = RootFS.Layers ?? [];
  return layersOf(history, digests, new Map()).flatMap(({ index, instruction, size }) => {
    const digest = index === undefined ? undefined : digests[index];
    return index === undefined || digest === undefined ? [] : [{ digest, index, instruction, size }];
  });
}

/** A layer, and the images that have it. */
export interface HeldLayer extends KnownLayer {
  holders: string[];
}

export function holdersOf(images: ReadonlyMap<string, readonly KnownLayer[]>): HeldLayer[] {
  const held = new Map<string, HeldLayer>();
  for (const [image, layers] of images) {
    // An image may have the same layer twice.
    for (const layer of new Map(layers.map((each) => [each.digest, each])).values()) {
      const known = held.get(layer.digest);
      if (known === undefined) held.set(layer.digest, { ...layer, holders: [image] });
      else known.holders.push(image);
    }
  }
  return [...held.values()];
}

/** By image, bytes that no other has. Engines count layers as shared that only images of unfinished builds have. */
export function ownBytes(
  images: DiskUsage['Images'],
  layers: ReadonlyMap<string, readonly KnownLayer[]>,
): Map<string, number> {
  const own = new Map(
    images.map(({ Id, Size, SharedSize }) => {
      const told = (layers.get(Id) ?? []).length > 0;
      return [Id, told ? 0 : Size - Math.max(0, SharedSize)];
    }),
  );
  for (const { holders, size } of holdersOf(layers)) {
    const [image, ...others] = holders;
    if (image !== undefined && others.length === 0) own.set(image, (own.get(image) ?? 0) + size);
  }
  return own;
}

/** Bytes that the engine gets back when these images go: layers that no other has. */
export function bytesFreed(
  { Images = [] }: Partial<DiskUsage>,
  layers: ReadonlyMap<string, readonly KnownLayer[]>,
  removed: ReadonlySet<string>,
): number {
  const told = holdersOf(layers)
    .filter(({ holders }) => holders.every((id) => removed.has(id)))
    .reduce((sum, { size }) => sum + size, 0);
  const untold = Images.filter(({ Id }) => removed.has(Id) && (layers.get(Id) ?? []).length === 0);
  return untold.reduce((sum, { Size, SharedSize }) => sum + Size - Math.max(0, SharedSize), told);
}
