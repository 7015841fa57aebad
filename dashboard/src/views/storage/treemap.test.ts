import { expect, test } from 'vitest';
import type { StoragePart } from '../../../../src/dashboard-api/index.ts';
import { layOut, pathTo } from './treemap.ts';

const part = (id: string, bytes: number, parts?: StoragePart[]): StoragePart => ({
  id,
  kind: 'group',
  name: id,
  bytes,
  reclaimable: 0,
  ...(parts === undefined ? {} : { parts }),
});

const parts = [
  part('app', 300, [part('image', 200), part('volume', 100)]),
  part('cache', 100),
  part('none', 0),
];

test('areas are in proportion to bytes, and what takes nothing has none', () => {
  const cells = layOut(parts, 800, 400);
  expect(cells.map(({ part: { id } }) => id)).toEqual(['app', 'cache', 'image', 'volume']);
  const area = (id: string): number => {
    const cell = cells.find((each) => each.part.id === id);
    return (cell?.width ?? 0) * (cell?.height ?? 0);
  };
  expect(area('app') / area('cache')).toBeCloseTo(3, 1);
  expect(area('image') / area('volume')).toBeCloseTo(2, 1);
});

test('inner parts lie in their frame', () => {
  const cells = layOut(parts, 800, 400);
  const [frame, , image] = cells;
  expect(frame?.frame).toBe(true);
  expect(image?.left).toBeGreaterThanOrEqual(frame?.left ?? 1);
  expect((image?.top ?? 0) + (image?.height ?? 1)).toBeLessThanOrEqual(
    (frame?.top ?? 0) + (frame?.height ?? 0) + 1e-9,
  );
});

test('the way to a part is found', () => {
  expect(pathTo(parts, 'volume').map(({ id }) => id)).toEqual(['app', 'volume']);
  expect(pathTo(parts, 'gone')).toEqual([]);
});
