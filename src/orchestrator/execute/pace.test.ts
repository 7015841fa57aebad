import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pace } from './pace.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Tasks that end when the test says so. */
class Tasks {
  readonly begun: number[] = [];
  readonly results: Promise<number>[];
  readonly #ends: PromiseWithResolvers<number>[];

  constructor(pace: Pace, count: number) {
    this.#ends = Array.from({ length: count }, () => Promise.withResolvers<number>());
    this.results = this.#ends.map(({ promise }, index) =>
      pace.run(() => {
        this.begun.push(index);
        return promise;
      }),
    );
  }

  async end(index: number): Promise<void> {
    this.#ends[index]?.resolve(index);
    await this.results[index];
  }

  async fail(index: number): Promise<void> {
    this.#ends[index]?.reject(new Error('refused'));
    await expect(this.results[index]).rejects.toThrow('refused');
  }
}

const limits = { atFirst: 2, stallAfter: 600 };

test('few tasks run at once, each that ends makes room for the next, in their order', async () => {
  const tasks = new Tasks(new Pace(limits), 5);
  expect(tasks.begun).toEqual([0, 1]);
  await tasks.end(1);
  expect(tasks.begun).toEqual([0, 1, 2]);
  await tasks.fail(0);
  expect(tasks.begun).toEqual([0, 1, 2, 3]);
  await tasks.end(2);
  expect(tasks.begun).toEqual([0, 1, 2, 3, 4]);
});

test('twice as many run each time that none has ended for a while', async () => {
  const tasks = new Tasks(new Pace(limits), 20);
  await vi.advanceTimersByTimeAsync(599);
  expect(tasks.begun).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(tasks.begun).toHaveLength(4);
  await vi.advanceTimersByTimeAsync(600);
  expect(tasks.begun).toHaveLength(8);
});

test('while tasks end now and then no more of them run at once', async () => {
  const tasks = new Tasks(new Pace(limits), 10);
  for (const index of [0, 1, 2, 3]) {
    await vi.advanceTimersByTimeAsync(500);
    await tasks.end(index);
  }
  expect(tasks.begun).toEqual([0, 1, 2, 3, 4, 5]);
});

test('no timer is left when nothing waits', async () => {
  const tasks = new Tasks(new Pace(limits), 3);
  expect(vi.getTimerCount()).toBe(1);
  await tasks.end(0);
  expect(vi.getTimerCount()).toBe(0);
  await tasks.end(1);
  await tasks.end(2);
  expect(vi.getTimerCount()).toBe(0);
});
