import { expect, test } from 'vitest';
import type { ContainerStatus } from '../../engine-api/index.ts';
import type { PlannedStep } from '../../orchestrator/contract-data.ts';
import { driftIn } from './follow-drift.ts';

const step = (action: PlannedStep['action'], name: string): PlannedStep => ({
  id: `${action} ${name}`,
  action,
  resource: 'container',
  name,
  cause: { reason: 'not running', changes: [] },
  after: [],
});

const containers = new Map<string, { status: ContainerStatus; exitCode: number }>([
  ['migrate-1', { status: 'exited', exitCode: 0 }],
  ['db-1', { status: 'exited', exitCode: 137 }],
  ['worker-1', { status: 'restarting', exitCode: 3 }],
]);

test('what has ended well, what is stopped and what comes back by itself are told apart; the steps are those of the plan', () => {
  const starts = ['migrate-1', 'db-1', 'worker-1'].map((name) => step('start', name));
  const asked: PlannedStep = { ...step('create', 'cloud'), resource: 'provider', change: false };
  const steps = [...starts, step('recreate', 'web-1'), asked];
  expect(driftIn(steps, (name) => containers.get(name))).toEqual({
    steps: 4,
    starts: 3,
    stopped: ['db-1'],
    ended: ['migrate-1'],
  });
});
