import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ContainerInspect } from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';
import { OverdueHealthChecks } from './overdue-health-checks.ts';

const { signal } = new AbortController();
/** Seconds at which checks began, by whomever. */
let checks: number[];
let asked: number;
let clock: number;

beforeEach(() => {
  checks = [];
  asked = 0;
  clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock * 1000);
});

afterEach(() => {
  vi.restoreAllMocks();
});

const time = (seconds: number): string => new Date(seconds * 1000).toISOString();

function container(): ContainerInspect {
  const Log = checks.map((at) => ({ Start: time(at), End: time(at), ExitCode: 1, Output: '' }));
  const Health = { Status: 'starting', FailingStreak: checks.length, Log: Log.length === 0 ? null : Log };
  return {
    State: { Running: true, StartedAt: time(0), Health },
    Config: { Healthcheck: { Interval: 5e9 } },
  } as unknown as ContainerInspect;
}

function attending({ isPodman = true, CgroupDriver = 'cgroupfs' } = {}): () => Promise<number | undefined> {
  const client = {
    isPodman: async () => isPodman,
    json: async ({ path }: { path: string }) => {
      if (path === '/info') return { CgroupDriver };
      if (!path.endsWith('/healthcheck')) return container();
      asked++;
      checks.push(clock);
      return undefined;
    },
  } as unknown as EngineClient;
  const overdue = new OverdueHealthChecks(client);
  return () => overdue.attend('c1', container(), signal);
}

test('a check that nobody runs is run after a second, and then at its interval', async () => {
  const attend = attending();
  expect(await attend()).toBe(1000);
  clock = 1;
  expect(await attend()).toBe(0);
  expect(await attend()).toBe(5000);
  clock = 6;
  expect(await attend()).toBe(0);
  expect(checks).toEqual([1, 6]);
});

test('checks that the engine runs are left to it', async () => {
  const attend = attending();
  await attend();
  for (clock = 0.5; clock < 30; clock += 0.5) {
    if (clock % 5 === 0.5) checks.push(clock);
    await attend();
  }
  expect(asked).toBe(0);
});

test('they are left to it also where its first came late', async () => {
  const attend = attending();
  await attend();
  for (clock = 1; clock < 30; clock++) {
    if (clock % 5 === 2) checks.push(clock);
    await attend();
  }
  expect(asked).toBe(1);
});

test('where systemd is at work, a check may take its time before it is in the log', async () => {
  const attend = attending({ CgroupDriver: 'systemd' });
  await attend();
  for (clock = 1; clock < 100; clock++) {
    if (clock % 35 === 29) checks.push(clock);
    await attend();
  }
  expect(asked).toBe(0);
});

test('where systemd is at work and runs none all the same, they are run', async () => {
  const attend = attending({ CgroupDriver: 'systemd' });
  expect(await attend()).toBe(40_000);
  clock = 40;
  expect(await attend()).toBe(0);
  expect(await attend()).toBe(5000);
  expect(checks).toEqual([40]);
});

test('Docker runs its own', async () => {
  const attend = attending({ isPodman: false });
  clock = 60;
  expect(await attend()).toBeUndefined();
  expect(asked).toBe(0);
});
