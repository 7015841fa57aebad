import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineClient } from '../../engine-client/index.ts';
import type { EngineModel } from '../model/engine-model.ts';
import { StatsSampler } from './stats-sampler.ts';

let streams: AbortSignal[];
let sampler: StatsSampler;

beforeEach(() => {
  vi.useFakeTimers();
  streams = [];
  const open = ({ signal }: { signal: AbortSignal }): Promise<{ body: AsyncIterable<Buffer> }> => {
    streams.push(signal);
    return Promise.resolve({ body: until(signal) });
  };
  const client = { open } as unknown as EngineClient;
  const model = { containers: new Map() } as unknown as EngineModel;
  sampler = new StatsSampler(client, model, new AbortController().signal);
});

afterEach(() => {
  vi.useRealTimers();
});

/** Tells nothing until it ends. */
function until(signal: AbortSignal): AsyncIterable<Buffer> {
  const ended = new Promise<IteratorReturnResult<undefined>>((resolve) => {
    signal.addEventListener('abort', () => resolve({ done: true, value: undefined }));
  });
  return { [Symbol.asyncIterator]: () => ({ next: () => ended }) };
}

test('whoever comes back soon finds the stream that was there', () => {
  sampler.watch('c', () => undefined)();
  vi.advanceTimersByTime(4_000);
  const lookAway = sampler.watch('c', () => undefined);
  vi.advanceTimersByTime(60_000);
  expect(streams).toHaveLength(1);
  expect(streams[0]?.aborted).toBe(false);
  lookAway();
});

test('a container that nobody looks at is soon read no more, and anew for the next', () => {
  const first = sampler.watch('c', () => undefined);
  const second = sampler.watch('c', () => undefined);
  first();
  // Whoever says it twice does not speak for the other.
  first();
  vi.advanceTimersByTime(60_000);
  expect(streams[0]?.aborted).toBe(false);
  second();
  vi.advanceTimersByTime(6_000);
  expect(streams[0]?.aborted).toBe(true);
  sampler.watch('c', () => undefined);
  expect(streams).toHaveLength(2);
});
