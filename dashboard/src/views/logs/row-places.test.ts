import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ROW, RowPlaces } from './row-places.ts';

const change = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(1000) }),
  fc.record({ kind: fc.constant('prepend' as const), rows: fc.nat(900) }),
  fc.record({ kind: fc.constant('drop' as const), rows: fc.nat(500) }),
  fc.record({
    kind: fc.constant('resize' as const),
    at: fc.nat(1000),
    height: fc.integer({ min: 1, max: 400 }),
  }),
);

test('whatever comes, goes and grows, each row begins where the one before ends', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), fc.nat(40_000), (changes, pixel) => {
      const places = new RowPlaces();
      const heights: number[] = [];
      for (const each of changes) {
        if (each.kind === 'insert') {
          const at = each.at % (heights.length + 1);
          heights.splice(at, 0, ROW);
          places.insert(at);
        } else if (each.kind === 'prepend') {
          heights.unshift(...Array.from({ length: each.rows }, () => ROW));
          places.prepend(each.rows);
        } else if (each.kind === 'drop') {
          const rows = Math.min(each.rows, heights.length);
          heights.splice(0, rows);
          places.drop(rows);
        } else if (heights.length > 0) {
          const at = each.at % heights.length;
          heights[at] = each.height;
          places.resize(at, each.height);
        }
        // Sums are made again only from where something changed.
        places.top(Math.floor(heights.length / 2));
      }
      const tops = heights.reduce<number[]>((sums, height) => [...sums, (sums.at(-1) ?? 0) + height], [0]);
      expect(places.count).toBe(heights.length);
      expect(Array.from({ length: heights.length + 1 }, (_, at) => places.top(at))).toEqual(tops);
      const found = places.at(pixel);
      if (pixel < places.total) expect(pixel - places.top(found)).toBeLessThan(places.height(found));
      else expect(found).toBe(Math.max(0, heights.length - 1));
    }),
    { numRuns: 50 },
  );
});
