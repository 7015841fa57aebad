/** Images as parts of the space: each with the layers that it alone has, and layers that several have. */
import type { StoragePart } from '../../dashboard-api/index.ts';
import type { DiskUsage, ImageSummary } from '../../engine-api/index.ts';
import { nameOfImage } from './images.ts';
import { type HeldLayer, holdersOf, type KnownLayer } from './layer-catalog.ts';
import { type Owned, ownerOf, total } from './parts.ts';
import type { Using } from './users.ts';

type Layers = ReadonlyMap<string, readonly KnownLayer[]>;

/** Layers of several images belong to the one project that uses such images; those that nobody uses do not count. */
export function imageParts(usage: Partial<DiskUsage>, layers: Layers, using: readonly Using[]): Owned[] {
  const images = new Map((usage.Images ?? []).map((image) => [image.Id, describe(image, using)]));
  const held = Map.groupBy(holdersOf(layers), ({ holders }) => holders.toSorted().join(' '));
  const parts: Owned[] = [];
  for (const [id, image] of images) {
    const own = held.get(id) ?? [];
    const told = (layers.get(id) ?? []).length > 0;
    parts.push({
      owner: ownerOf(image.projects),
      part: ownPart(id, image, told ? bytesOf(own) : image.ownBytes, own),
    });
    held.delete(id);
  }
  for (const shared of held.values()) parts.push(sharedPart(shared, images));
  return [...parts, ...restOf(usage, parts)];
}

interface Described {
  name: string;
  /** Of the containers that use it. */
  projects: string[];
  used: boolean;
  /** As the engine counts them. */
  ownBytes: number;
}

function describe({ Id, RepoTags, Size, SharedSize }: ImageSummary, using: readonly Using[]): Described {
  const users = using.filter(({ facts }) => facts.imageId === Id);
  return {
    name: nameOfImage(Id, RepoTags),
    projects: users.map(({ user }) => user.project),
    used: users.length > 0,
    ownBytes: Size - Math.max(0, SharedSize),
  };
}

function ownPart(id: string, image: Described, bytes: number, own: readonly HeldLayer[]): StoragePart {
  const { name, used } = image;
  const layers = layerParts(id, own, used);
  return {
    id: `image ${id}`,
    kind: 'image',
    name,
    bytes,
    reclaimable: used ? 0 : bytes,
    // One that is all of its image says nothing more.
    ...(layers.length > 1 ? { parts: layers } : {}),
  };
}

function sharedPart(shared: readonly HeldLayer[], images: ReadonlyMap<string, Described>): Owned {
  const holders = (shared[0]?.holders ?? []).toSorted();
  const described = holders
    .flatMap((id) => images.get(id) ?? [])
    .sort((a, b) => Number(b.used) - Number(a.used) || a.name.localeCompare(b.name));
  const used = described.some((image) => image.used);
  const bytes = bytesOf(shared);
  return {
    owner: ownerOf(described.flatMap(({ projects }) => projects)),
    part: {
      id: `layers ${holders.join(' ')}`,
      kind: 'layer',
      name: `Shared by ${wordsOf(described.map(({ name }) => name))}`,
      bytes,
      reclaimable: used ? 0 : bytes,
      parts: layerParts(holders[0] ?? '', shared, used),
    },
  };
}

function layerParts(image: string, layers: readonly HeldLayer[], used: boolean): StoragePart[] {
  return layers
    .filter(({ size }) => size > 0)
    .map(({ index, instruction, size }) => ({
      id: `layer ${image} ${index}`,
      kind: 'layer',
      name: instruction,
      bytes: size,
      reclaimable: used ? 0 : size,
    }));
}

/** What images take beyond the layers that could be told apart: an engine may keep them packed, too. */
function restOf({ LayersSize = 0 }: Partial<DiskUsage>, parts: readonly Owned[]): Owned[] {
  const bytes =
    LayersSize -
    total(
      parts.map(({ part }) => part),
      'bytes',
    );
  if (bytes <= 0) return [];
  const name = 'Of images, not told apart';
  return [{ owner: '', part: { id: 'images', kind: 'layer', name, bytes, reclaimable: 0 } }];
}

function bytesOf(layers: readonly HeldLayer[]): number {
  return layers.reduce((sum, { size }) => sum + size, 0);
}

/** Names of the first few. */
function wordsOf(names: readonly string[]): string {
  const [first = '', second = '', ...rest] = names;
  return rest.length > 0 ? `${first}, ${second} and ${rest.length} more` : `${first} and ${second}`;
}
