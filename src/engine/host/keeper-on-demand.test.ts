import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { KeeperLine } from './keeper-client.ts';
import { KeeperOnDemand } from './keeper-on-demand.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Fake {
  line: KeeperLine;
  /** Answers the question whether it goes. */
  answer: (goes: boolean) => void;
  lose: () => void;
}

function fakeKeeper(): Fake {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const lost: (() => void)[] = [];
  const line = {
    list: async () => [],
    signal: async () => true,
    leave: () => promise,
    onExit: () => undefined,
    onLost: (listener: () => void) => void lost.push(listener),
  };
  return {
    line: line as unknown as KeeperLine,
    answer: resolve,
    lose: () => {
      for (const listener of lost) listener();
    },
  };
}

/** `opened` counts the keepers that were started. */
function demand(...fakes: Fake[]): { keeper: KeeperOnDemand; opened: () => number } {
  let opened = 0;
  const keeper = new KeeperOnDemand(undefined, async () => {
    const fake = fakes[opened++];
    if (fake === undefined) throw new Error('no keeper to be had');
    return fake.line;
  });
  return { keeper, opened: () => opened };
}

test('starts none to be told that nothing runs', async () => {
  const { keeper, opened } = demand(fakeKeeper());
  expect(await keeper.list()).toEqual([]);
  expect(await keeper.signal('a', 9)).toBe(false);
  expect(opened()).toBe(0);
});

test.each([
  { goes: true, started: 2 },
  { goes: false, started: 1 },
])('what comes while the keeper is asked to go waits for its answer: $goes', async ({ goes, started }) => {
  const first = fakeKeeper();
  const { keeper, opened } = demand(first, fakeKeeper());
  keeper.prepare();
  await vi.advanceTimersByTimeAsync(6000);
  keeper.prepare();
  await vi.advanceTimersByTimeAsync(1000);
  expect(opened()).toBe(1);
  first.answer(goes);
  await vi.advanceTimersByTimeAsync(1);
  expect(opened()).toBe(started);
  expect(await keeper.signal('a', 9)).toBe(true);
});

test('one that could not be started is tried again by the next who needs it', async () => {
  let tries = 0;
  const keeper = new KeeperOnDemand(undefined, async () => {
    if (tries++ === 0) throw new Error('no memory');
    return fakeKeeper().line;
  });
  await expect(
    keeper.attach({ key: 'a', stdin: false, stdout: true, stderr: true, awaitStart: true }),
  ).rejects.toThrow('no memory');
  keeper.prepare();
  await vi.advanceTimersByTimeAsync(1);
  expect(await keeper.signal('a', 9)).toBe(true);
});

test('a lost one is told, and replaced when it is needed', async () => {
  const first = fakeKeeper();
  const { keeper, opened } = demand(first, fakeKeeper());
  const lost = vi.fn();
  keeper.onLost(lost);
  keeper.prepare();
  await vi.advanceTimersByTimeAsync(1);
  first.lose();
  expect(lost).toHaveBeenCalledOnce();
  keeper.prepare();
  await vi.advanceTimersByTimeAsync(1);
  expect(opened()).toBe(2);
});
