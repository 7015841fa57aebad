import { expect, test } from 'vitest';
import { Series } from './series.ts';

function reading(at: number) {
  return {
    at,
    cpu: at,
    memory: 1,
    memoryLimit: 10,
    networkIn: 0,
    networkOut: 0,
    diskRead: 0,
    diskWritten: 0,
    pids: 1,
  };
}

test('a series stays bounded, keeps its ends, and stays in order', () => {
  const series = new Series();
  for (let at = 0; at < 10_000; at += 1) series.push(reading(at));
  expect(series.times.length).toBeLessThanOrEqual(600);
  expect(series.times[0]).toBe(0);
  expect(series.times.at(-1)).toBe(9_999);
  expect(series.times).toEqual(series.times.toSorted((a, b) => a - b));
  expect(series.values('cpu')).toEqual(series.times);
  expect(series.times.slice(-100)).toEqual(Array.from({ length: 100 }, (_, i) => 9_900 + i));
  expect(series.latest?.at).toBe(9_999);
});
