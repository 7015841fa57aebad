import { expect, test } from 'vitest';
import type { ImageSummary } from '../../engine-api/index.ts';
import { imageParts } from './image-parts.ts';
import { bytesFreed, type KnownLayer } from './layer-catalog.ts';
import type { Using } from './users.ts';

const layer = (digest: string, index: number, size: number): KnownLayer => ({
  digest,
  index,
  instruction: `RUN ${digest}`,
  size,
});

const image = (Id: string, Size: number, SharedSize: number): ImageSummary => ({
  Id,
  ParentId: '',
  RepoTags: [`${Id}:latest`],
  RepoDigests: [],
  Created: 0,
  Size,
  SharedSize,
  Labels: null,
  Containers: 0,
});

const uses = (imageId: string, project: string): Using =>
  ({ facts: { imageId }, user: { project } }) as unknown as Using;

const layers = new Map([
  ['web', [layer('base', 0, 100), layer('common', 1, 30), layer('web', 2, 5), layer('page', 3, 1)]],
  ['worker', [layer('base', 0, 100), layer('common', 1, 30), layer('worker', 2, 7)]],
  ['old', [layer('base', 0, 100), layer('common', 1, 30), layer('old', 2, 3)]],
  ['other', [layer('base', 0, 100)]],
  // An engine that does not say which instruction made which layer.
  ['untold', []],
]);
const usage = {
  LayersSize: 160,
  Images: [
    image('web', 136, 130),
    image('worker', 137, 130),
    image('old', 133, 130),
    image('other', 100, 100),
    image('untold', 12, 2),
  ],
};
const using = [uses('web', 'shop'), uses('worker', 'shop'), uses('other', 'blog')];

const told = imageParts(usage, layers, using).map(
  ({ owner, part: { name, bytes, reclaimable } }) => `${owner || '-'}: ${name} ${bytes} ${reclaimable}`,
);

test('each layer is counted once: of its image, of the project whose images share it, or of nobody', () => {
  expect(told).toEqual([
    'shop: web:latest 6 0',
    'shop: worker:latest 7 0',
    '-: old:latest 3 3',
    'blog: other:latest 0 0',
    '-: untold:latest 10 10',
    '-: Shared by other:latest, web:latest and 2 more 100 0',
    'shop: Shared by web:latest, worker:latest and 1 more 30 0',
    '-: Of images, not told apart 4 0',
  ]);
});

test('an image is made of its own layers, which lead to it', () => {
  const [web] = imageParts(usage, layers, using);
  expect(web?.part.parts?.map(({ id, bytes }) => [id, bytes])).toEqual([
    ['layer web 2', 5],
    ['layer web 3', 1],
  ]);
});

test('shared layers are free only with the last image that has them', () => {
  expect(bytesFreed(usage, layers, new Set(['old']))).toBe(3);
  expect(bytesFreed(usage, layers, new Set(['old', 'web', 'worker']))).toBe(30 + 3 + 6 + 7);
  expect(bytesFreed(usage, layers, new Set(['untold']))).toBe(10);
});
