import { expect, test } from 'vitest';
import { briefOf } from './describe-container.ts';
import type { ContainerFacts } from './facts.ts';

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
  const brief = briefOf(restarting(restarts), 'localhost', now, { since, count: 4, first, last });
  expect(brief).toMatchObject({ since });
  expect(brief.longer).toBe(longer);
});
