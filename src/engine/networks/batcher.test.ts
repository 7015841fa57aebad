import { expect, test } from 'vitest';
import { Batcher } from './batcher.ts';

test('calls that come together are served together, in order, up to the limit', async () => {
  const runs: number[][] = [];
  const batcher = new Batcher<number, number>((items) => {
    runs.push(items);
    return Promise.resolve(items.map((item) => item * 2));
  }, 3);
  const results = await Promise.all([1, 2, 3, 4].map((item) => batcher.add(item)));
  expect(results).toEqual([2, 4, 6, 8]);
  expect(runs).toEqual([[1, 2, 3], [4]]);
  expect(await batcher.add(5)).toBe(10);
});

test('one that fails does not harm the others, a run that fails harms its own', async () => {
  const batcher = new Batcher<string, string>((items) => {
    if (items.includes('bad run')) throw new Error('all');
    return Promise.resolve(items.map((item) => (item === 'bad' ? new Error('one') : item)));
  }, 2);
  const results = await Promise.allSettled(
    ['good', 'bad', 'bad run', 'with it', 'later'].map((item) => batcher.add(item)),
  );
  expect(
    results.map((result) =>
      result.status === 'fulfilled' ? result.value : (result.reason as Error).message,
    ),
  ).toEqual(['good', 'one', 'all', 'all', 'later']);
});
