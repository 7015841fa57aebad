/** A plan for people: one line a step, its reason, and the fields that changed. */
import { type PlannedStep, type PlanReport, shownSteps } from '../../orchestrator/contract-data.ts';

const signs: Readonly<Record<PlannedStep['action'], { sign: string; color: string }>> = {
  create: { sign: '+', color: '32' },
  pull: { sign: '+', color: '32' },
  build: { sign: '+', color: '32' },
  start: { sign: '>', color: '32' },
  unpause: { sign: '>', color: '32' },
  restart: { sign: '~', color: '33' },
  recreate: { sign: '~', color: '33' },
  connect: { sign: '~', color: '33' },
  disconnect: { sign: '~', color: '33' },
  pause: { sign: '-', color: '33' },
  kill: { sign: '-', color: '31' },
  stop: { sign: '-', color: '31' },
  remove: { sign: '-', color: '31' },
  wait: { sign: '…', color: '2' },
};

export function planText(report: PlanReport, colors: boolean): string {
  const steps = shownSteps(report.steps);
  const changes = steps.filter(({ change }) => change !== false);
  const result =
    changes.length === 0 ? 'Nothing to do: what runs is what the files say.\n' : `${summary(changes)}\n`;
  if (steps.length === 0) return result;
  const lines = steps.flatMap((step) => stepLines(step, colors));
  return `${lines.join('\n')}\n\n${result}`;
}

function stepLines(step: PlannedStep, colors: boolean): string[] {
  const asked = step.change === false;
  const { sign, color } = asked ? { sign: '>', color: '2' } : signs[step.action];
  const paint = (text: string): string => (colors ? `\x1b[${color}m${text}\x1b[0m` : text);
  const head = `${paint(`${sign} ${asked ? 'ask' : step.action} ${step.resource} ${step.name}`)}: ${step.cause.reason}`;
  const changes = step.cause.changes.map(
    ({ field, before, after }) => `    ${field}: ${before ?? '(none)'} → ${after ?? '(none)'}`,
  );
  return [head, ...changes];
}

function summary(steps: readonly PlannedStep[]): string {
  const counts = new Map<string, number>();
  for (const { action } of steps) counts.set(action, (counts.get(action) ?? 0) + 1);
  return `Plan: ${[...counts].map(([action, count]) => `${count} to ${action}`).join(', ')}.`;
}
