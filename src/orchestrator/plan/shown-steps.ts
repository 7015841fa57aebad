import type { PlannedStep } from '../contract-plan.ts';

/** The steps that people are shown: that a new container is started too, and that one waits, need not be said. */
export function shownSteps(steps: readonly PlannedStep[]): PlannedStep[] {
  const fresh = new Set(
    steps.flatMap(({ action, name }) => (action === 'create' || action === 'recreate' ? [name] : [])),
  );
  return steps.filter(({ action, name }) => action !== 'wait' && !(action === 'start' && fresh.has(name)));
}
