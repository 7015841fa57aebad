import { expect, test } from 'vitest';
import { briefOf } from './describe-container.ts';
import type { ContainerFacts, RunFacts } from './facts.ts';

const now = Date.UTC(2026, 0, 1);

function restarting(restarts: number): ContainerFacts {
  return {
    id: 'c',
    name: 'c',
    image: 'i',
    imageId: '',
    labels: {},
    created: 0,
    status: 'restarting',
    health: 'none',
    exitCode: 1,
    ports: {},
    networks: [],
    volumes: [],
    mounts: [],
    endpoints: {},
    run: {
      state: {
        Status: 'restarting',
        Running: true,
        Paused: false,
        Restarting: true,
        OOMKilled: false,
        Dead: false,
        Pid: 0,
        ExitCode: 1,
        Error: '',
        StartedAt: '',
        FinishedAt: '',
      },
      memoryLimit: 0,
      startedAt: now - 5_000,
      finishedAt: now - 4_000,
      restarts,
    },
  };
}

test.each([
  ['all deaths are known', 3, true, undefined],
  ['the engine has forgotten the first', 40, true, true],
  ['it was well before the first', 40, false, undefined],
])('since when it restarts, where %s', (_case, restarts, first, longer) => {
  const since = now - 60_000;
  const last = { at: now - 4_000, exitCode: 1, outOfMemory: false };
  const brief = briefOf(restarting(restarts), 'localhost', now, { deaths: { since, count: 4, first, last } });
  expect(brief).toMatchObject({ since });
  expect(brief.longer).toBe(longer);
});

const check = (secondsAgo: number, ExitCode: number) => {
  const at = new Date(now - secondsAgo * 1_000).toISOString();
  return { Start: at, End: at, ExitCode, Output: '' };
};

test.each([
  ['an event told of it', [check(2, 1)], 40, now - 80_000, { since: now - 80_000 }],
  [
    'all failed checks are there',
    [check(9, 0), check(6, 1), check(3, 1)],
    2,
    undefined,
    { since: now - 6_000 },
  ],
  [
    'only the last checks are there',
    [check(6, 1), check(3, 1)],
    9,
    undefined,
    { since: now - 6_000, longer: true },
  ],
])('since when it is unhealthy, where %s', (_case, Log, FailingStreak, unhealthySince, expected) => {
  const { run, ...facts } = restarting(0);
  const state = { ...(run as RunFacts).state, Health: { Status: 'unhealthy' as const, FailingStreak, Log } };
  const sick: ContainerFacts = {
    ...facts,
    status: 'running',
    health: 'unhealthy',
    run: { ...(run as RunFacts), state, startedAt: now - 3_600_000 },
  };
  const { since, longer } = briefOf(sick, 'localhost', now, { unhealthySince });
  expect({ since, longer }).toEqual({ longer: undefined, ...expected });
});
