import { expect, test } from 'vitest';
import type { ServiceConfig } from '../../compose-file/index.ts';
import type { LifecycleVerb } from '../contract-plan.ts';
import { planLifecycleSteps } from './lifecycle.ts';

const service = (config: Partial<ServiceConfig> = {}): ServiceConfig => ({
  command: null,
  entrypoint: null,
  ...config,
});
const needs = (restart: boolean): Partial<ServiceConfig> => ({
  depends_on: { db: { condition: 'service_started', restart, required: true } },
});
const project = {
  name: 'app',
  services: { db: service(), web: service(needs(true)), worker: service(needs(false)) },
  disabledServices: {},
};
const containers = (['db', 'web', 'worker'] as const).map((name) => ({
  name: `app-${name}-1`,
  service: name,
  state: name === 'worker' ? ('exited' as const) : ('running' as const),
}));

function steps(verb: LifecycleVerb, services: string[] = []): string[] {
  return planLifecycleSteps({ verb, project, containers, services }).map(
    ({ id, cause, after }) =>
      `${id}: ${cause.reason}${after.length === 0 ? '' : ` after ${after.join(', ')}`}`,
  );
}

test('stop: dependents first, only what runs', () => {
  expect(steps('stop')).toEqual([
    'stop container app-db-1: stop after stop container app-web-1',
    'stop container app-web-1: stop',
  ]);
});

test('start: with what it depends on, only what does not run', () => {
  expect(steps('start', ['worker'])).toEqual(['start container app-worker-1: start']);
  const stopped = containers.map((each) => ({ ...each, state: 'exited' as const }));
  const planned = planLifecycleSteps({ verb: 'start', project, containers: stopped, services: ['worker'] });
  expect(planned.map(({ name, cause, after }) => [name, cause.reason, after])).toEqual([
    ['app-db-1', 'worker depends on it', []],
    ['app-worker-1', 'start', ['start container app-db-1']],
  ]);
});

test('restart: also what asks for it by restart: true', () => {
  expect(steps('restart', ['db'])).toEqual([
    'restart container app-db-1: restart',
    'restart container app-web-1: depends on db with restart: true after restart container app-db-1',
  ]);
});

test('pause, unpause, kill: by state', () => {
  expect(steps('pause')).toHaveLength(2);
  expect(steps('unpause')).toEqual([]);
  expect(steps('kill', ['worker'])).toEqual([]);
});

test('a service that is not there is refused', () => {
  expect(() => steps('stop', ['wev'])).toThrow('no such service: wev');
});
