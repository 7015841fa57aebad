import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ChangeBatches } from './change-batches.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

const open = new AbortController().signal;

test('changes that follow each other closely are one batch', async () => {
  const batches = new ChangeBatches();
  const batch = batches.next(open);
  batches.add(['a', 'b']);
  await vi.advanceTimersByTimeAsync(400);
  batches.add(['a', 'c']);
  await vi.advanceTimersByTimeAsync(400);
  batches.add(['d']);
  await vi.advanceTimersByTimeAsync(500);
  expect(await batch).toEqual(['a', 'b', 'c', 'd']);
});

test('what comes while nobody waits is kept, and waits for its own quiet', async () => {
  const batches = new ChangeBatches();
  batches.add(['early']);
  await vi.advanceTimersByTimeAsync(5000);
  expect(await batches.next(open)).toEqual(['early']);
});

test('changes without end are handed on after five seconds', async () => {
  const batches = new ChangeBatches();
  const batch = batches.next(open);
  for (let index = 0; index < 60; index++) {
    batches.add([String(index)]);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect((await batch)?.length).toBe(50);
});

test('an end is no batch', async () => {
  const end = new AbortController();
  const batches = new ChangeBatches();
  const batch = batches.next(end.signal);
  batches.add(['a']);
  end.abort();
  expect(await batch).toBeUndefined();
});
