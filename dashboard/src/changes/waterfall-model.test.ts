import { expect, test } from 'vitest';
import { waterfallOf } from './waterfall-model.ts';

test('the critical path runs from what ended last back to what it waited for', () => {
  const { rows, milliseconds, critical } = waterfallOf(
    [
      { service: 'db', phase: 'start', begin: 1_000, end: 1_100 },
      { service: 'db', phase: 'healthy', begin: 1_100, end: 4_000 },
      { service: 'cache', phase: 'start', begin: 1_000, end: 1_200 },
      { service: 'web', phase: 'start', begin: 4_010, end: 4_200 },
    ],
    9_000,
  );
  expect(milliseconds).toBe(3_200);
  expect(critical).toEqual([
    { service: 'db', phases: ['start', 'healthy'] },
    { service: 'web', phases: ['start'] },
  ]);
  expect(rows.map(({ service, bars }) => [service, bars.map((bar) => bar.critical)])).toEqual([
    ['db', [true, true]],
    ['cache', [false]],
    ['web', [true]],
  ]);
  expect(rows[2]?.bars[0]?.left).toBeCloseTo(3_010 / 3_200);
});

test('what still lasts ends now', () => {
  const { rows } = waterfallOf([{ service: 'web', phase: 'pull', begin: 100 }], 600);
  expect(rows[0]?.bars[0]).toMatchObject({ open: true, milliseconds: 500, width: 1 });
});

test('of what ended at about the same time, the service itself is the cause', () => {
  const { critical } = waterfallOf(
    [
      { service: 'web', phase: 'create', begin: 0, end: 100 },
      { service: 'cache', phase: 'create', begin: 0, end: 110 },
      { service: 'web', phase: 'start', begin: 112, end: 300 },
    ],
    300,
  );
  expect(critical).toEqual([{ service: 'web', phases: ['create', 'start'] }]);
});
