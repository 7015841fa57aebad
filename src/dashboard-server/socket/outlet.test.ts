import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ServerFrame } from '../../dashboard-api/index.ts';
import { appended } from '../registry.ts';
import { Outlet } from './outlet.ts';

interface Lines {
  params: object;
  snapshot: number[];
  delta: number[];
}

let sent: ServerFrame[];
let outlet: Outlet<Lines>;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  outlet = new Outlet<Lines>(7, (frame) => sent.push(frame), { merge: appended(5) });
});
afterEach(() => {
  outlet[Symbol.dispose]();
  vi.useRealTimers();
});

test('deltas are gathered to ten a second, numbered, and none is lost', async () => {
  outlet.snapshot([0]);
  for (let at = 0; at < 1_000; at += 10) {
    outlet.delta([at]);
    await vi.advanceTimersByTimeAsync(10);
    const last = sent.at(-1);
    if (last?.kind === 'delta') outlet.taken(last.seq);
  }
  await vi.advanceTimersByTimeAsync(100);
  expect(sent.length).toBeLessThanOrEqual(13);
  expect(sent.length).toBeGreaterThanOrEqual(10);
  expect(sent.map((frame) => 'seq' in frame && frame.seq)).toEqual(sent.map((_frame, index) => index + 1));
});

test('a page that takes nothing gets a few, then one with what was kept and how much was not', async () => {
  outlet.snapshot([]);
  for (let at = 1; at <= 100; at++) {
    outlet.delta([at]);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(sent).toHaveLength(4);
  outlet.taken(4);
  await vi.advanceTimersByTimeAsync(100);
  const got = sent.flatMap((frame) => (frame.kind === 'delta' ? (frame.data as number[]) : []));
  const last = sent.at(-1);
  expect(last).toMatchObject({ kind: 'delta', id: 7, seq: 5, data: [96, 97, 98, 99, 100] });
  expect(got.length + (last?.kind === 'delta' ? (last.dropped ?? 0) : 0)).toBe(100);
});

test('a page cannot take what was not sent', async () => {
  outlet.taken(1_000);
  outlet.snapshot([]);
  for (let at = 0; at < 10; at++) {
    outlet.delta([at]);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(sent).toHaveLength(4);
});

test('a new snapshot replaces what waits', async () => {
  outlet.delta([1]);
  outlet.snapshot([1, 2]);
  outlet.delta([3]);
  await vi.advanceTimersByTimeAsync(200);
  expect(sent).toEqual([
    { kind: 'snapshot', id: 7, seq: 1, data: [1, 2] },
    { kind: 'delta', id: 7, seq: 2, data: [3] },
  ]);
});

test('a topic may have a slower pace, which what comes first does not wait for', async () => {
  using slow = new Outlet<Lines>(8, (frame) => sent.push(frame), { merge: appended(1_000), pace: 1_000 });
  slow.snapshot([]);
  for (let at = 0; at < 3_000; at += 10) {
    slow.delta([at]);
    await vi.advanceTimersByTimeAsync(10);
    const last = sent.at(-1);
    if (last?.kind === 'delta') slow.taken(last.seq);
  }
  expect(sent.map(({ kind }) => kind)).toEqual(['snapshot', 'delta', 'delta', 'delta']);
  expect(sent[1]).toMatchObject({ kind: 'delta', seq: 2 });
});
