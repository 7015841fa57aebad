import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineClient } from '../../engine-client/index.ts';
import { HealthAttendance } from './health-attendance.ts';

/** Milliseconds at which checks began. */
let checks: number[];

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  checks = [];
});

afterEach(() => {
  vi.useRealTimers();
});

/** Of a container whose third check succeeds, on a Podman whose timers nobody runs. */
const client = {
  isPodman: async () => true,
  json: async ({ path }: { path: string }) => {
    if (path === '/info') return { CgroupDriver: 'cgroupfs' };
    if (path.endsWith('/healthcheck')) return void checks.push(Date.now());
    const Log = checks.map((at) => ({ Start: new Date(at).toISOString(), End: new Date(at).toISOString() }));
    return {
      State: {
        Running: true,
        StartedAt: new Date(0).toISOString(),
        Health: { Status: checks.length < 3 ? 'starting' : 'healthy', Log },
      },
      Config: { Healthcheck: { Interval: 5e9 } },
    };
  },
} as unknown as EngineClient;

test('checks are run until one tells, once for all who ask', async () => {
  const attendance = new HealthAttendance(client, new AbortController().signal);
  attendance.attend('c1');
  attendance.attend('c1');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(checks).toEqual([1_000, 6_000, 11_000]);
  expect(vi.getTimerCount()).toBe(0);
});

test('nothing is run any more when nobody looks', async () => {
  const looking = new AbortController();
  new HealthAttendance(client, looking.signal).attend('c1');
  await vi.advanceTimersByTimeAsync(2_000);
  looking.abort();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(checks).toEqual([1_000]);
  expect(vi.getTimerCount()).toBe(0);
});
