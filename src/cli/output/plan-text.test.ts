import { expect, test } from 'vitest';
import type { PlannedStep } from '../../orchestrator/index.ts';
import { planText } from './plan-text.ts';

function step(
  action: PlannedStep['action'],
  name: string,
  reason: string,
  changes: PlannedStep['cause']['changes'] = [],
): PlannedStep {
  return {
    id: `${action} ${name}`,
    action,
    resource: 'container',
    name,
    cause: { reason, changes },
    after: [],
  };
}

test('one line a step, its reason, and what changed', () => {
  const steps = [
    step('recreate', 'app-web-1', 'configuration changed', [
      { field: 'environment.TZ', before: '"UTC"', after: undefined },
    ]),
    step('start', 'app-web-1', 'not running'),
    step('start', 'app-db-1', 'not running'),
    step('wait', 'app-db-1', 'service_healthy'),
  ];
  expect(planText({ steps, warnings: [], text: [] }, false)).toBe(
    '~ recreate container app-web-1: configuration changed\n    environment.TZ: "UTC" → (none)\n' +
      '> start container app-db-1: not running\n\nPlan: 1 to recreate, 1 to start.\n',
  );
});

test('that a provider is asked again is told, and is no change', () => {
  const asked: PlannedStep = {
    ...step('create', 'cloud', 'asked each time'),
    resource: 'provider',
    change: false,
  };
  expect(planText({ steps: [asked], warnings: [], text: [] }, false)).toBe(
    '> ask provider cloud: asked each time\n\nNothing to do: what runs is what the files say.\n',
  );
  const steps = [asked, step('start', 'app-web-1', 'not running')];
  expect(planText({ steps, warnings: [], text: [] }, false)).toContain('\n\nPlan: 1 to start.\n');
});

test('no steps', () => {
  expect(planText({ steps: [], warnings: [], text: [] }, true)).toBe(
    'Nothing to do: what runs is what the files say.\n',
  );
});
