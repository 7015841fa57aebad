import { expect, test } from 'vitest';
import type { ContainerInspect } from '../../../../src/engine-api/index.ts';
import { isNeverProbed } from './probes.ts';

const second = 1e9;
const started = Date.parse('2026-01-01T00:00:00Z');

function container(log: object[], running = true): Pick<ContainerInspect, 'State' | 'Config'> {
  return {
    State: { Running: running, StartedAt: '2026-01-01T00:00:00Z', Health: { Status: 'starting', Log: log } },
    Config: { Healthcheck: { Interval: 5 * second, Timeout: second, StartPeriod: 10 * second } },
  } as unknown as Pick<ContainerInspect, 'State' | 'Config'>;
}

test('a container is never probed when none of its probes is over long after the first was due', () => {
  expect(isNeverProbed(container([]), started + 21_000)).toBe(false);
  expect(isNeverProbed(container([]), started + 23_000)).toBe(true);
  expect(isNeverProbed(container([{}]), started + 23_000)).toBe(false);
  expect(isNeverProbed(container([], false), started + 23_000)).toBe(false);
});
