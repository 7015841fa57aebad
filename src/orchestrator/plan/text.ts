import type { FieldChange, PlannedStep, PlanReport } from '../contract-plan.ts';
import type { Plan, Step, StepKind } from './steps.ts';

/** One line a step: `recreate container app-web-1: configuration changed (environment.TZ: "UTC" → "CET")`. */
export function planText(plan: Plan): string[] {
  return plan.steps.filter(isVisible).map((step) => `${step.id}${causeText(step)}`);
}

/** The plan for people and programs: without the steps that do nothing. */
export function planReport(plan: Plan): PlanReport {
  const visible = plan.steps.filter(isVisible);
  const byId = new Map(plan.steps.map((step) => [step.id, step]));
  return {
    steps: visible.map((step) => ({
      ...describe(step),
      cause: step.cause,
      after: visibleBefore(step, byId),
    })),
    warnings: plan.warnings,
    text: planText(plan),
  };
}

function isVisible(step: Step): boolean {
  return step.kind !== 'keep-container' && step.kind !== 'ready';
}

function visibleBefore(step: Step, byId: Map<string, Step>): string[] {
  return step.after.flatMap((id) => {
    const before = byId.get(id);
    if (before === undefined) return [];
    return isVisible(before) ? [id] : visibleBefore(before, byId);
  });
}

function causeText({ cause: { reason, changes } }: Step): string {
  if (reason === '') return '';
  const details = changes.length === 0 ? '' : ` (${changes.map(changeText).join(', ')})`;
  return `: ${reason}${details}`;
}

export function changeText({ field, before, after }: FieldChange): string {
  return `${field}: ${before ?? '–'} → ${after ?? '–'}`;
}

const actions: Record<StepKind, PlannedStep['action']> = {
  'create-network': 'create',
  'replace-network': 'recreate',
  'create-volume': 'create',
  'replace-volume': 'recreate',
  'create-container': 'create',
  'recreate-container': 'recreate',
  'remove-container': 'remove',
  'stop-container': 'stop',
  'keep-container': 'start',
  'revive-container': 'start',
  'pre-start': 'start',
  'start-container': 'start',
  provide: 'create',
  ready: 'wait',
  wait: 'wait',
};

function describe(step: Step): Omit<PlannedStep, 'cause' | 'after'> {
  const service = 'service' in step ? { service: step.service } : {};
  return {
    id: step.id,
    action: actions[step.kind],
    resource: resourceOf(step),
    name: nameOf(step),
    ...service,
    ...(step.kind === 'provide' ? { change: false } : {}),
  };
}

function resourceOf(step: Step): PlannedStep['resource'] {
  if (step.kind === 'provide') return 'provider';
  if (step.kind.endsWith('-network')) return 'network';
  return step.kind.endsWith('-volume') ? 'volume' : 'container';
}

function nameOf(step: Step): string {
  if ('request' in step) return step.request.Name ?? step.key;
  if ('container' in step) return step.container.name;
  if ('name' in step) return step.name;
  if (step.kind === 'provide') return step.service;
  return 'dependency' in step ? step.dependency : step.id;
}
