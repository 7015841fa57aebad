import { randomUUID } from 'node:crypto';
import type { Change, ChangeCalls, ChangePlan } from '../../dashboard-api/index.ts';
import type { OrchestratorEvent } from '../../orchestrator/index.ts';
import { UserError } from '../../shared/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import type { CallHandler, HandlerContext } from '../registry.ts';
import { commandLine } from './command-line.ts';
import { atRiskOf, downtimeOf } from './consequences.ts';
import { planChange } from './plan-change.ts';
import type { PlanContext, Planned, ShownPlan } from './planned.ts';
import { StartupSpans } from './startup-spans.ts';

/** Plans that a page may have open. */
const keptPlans = 50;

export const planHandler: CallHandler<ChangeCalls['change.plan']>['run'] = async ({ change }, context) => {
  const live = await context.engine();
  const planning: PlanContext = { live, settings: context.settings, signal: context.signal };
  const planned = await planChange(change, planning);
  const [downtime, atRisk] = await Promise.all([
    downtimeOf(planned.steps, planning),
    atRiskOf(change, planned.steps, planning),
  ]);
  const plan: ChangePlan = {
    id: randomUUID(),
    title: planned.title,
    steps: planned.steps,
    warnings: planned.warnings,
    downtime,
    atRisk,
    command: planned.commands.map(commandLine).join(' && '),
    ...(planned.frees === undefined ? {} : { frees: planned.frees }),
  };
  const shown = shownPlans(context);
  shown.set(plan.id, { change, plan, engine: live.name, fingerprint: fingerprintOf(change, planned, live) });
  for (const id of shown.keys()) if (shown.size > keptPlans) shown.delete(id);
  return plan;
};

export const applyHandler: CallHandler<ChangeCalls['change.apply']>['run'] = async (
  { plan: id },
  context,
  progress,
) => {
  const live = await context.engine();
  const plans = shownPlans(context);
  const shown = plans.get(id);
  if (shown === undefined || shown.engine !== live.name)
    throw new UserError('unknown-plan', 'this plan is not known any more', { hint: 'Make it again.' });
  plans.delete(id);
  const planned = await planChange(shown.change, {
    live,
    settings: context.settings,
    signal: context.signal,
  });
  if (fingerprintOf(shown.change, planned, live) !== shown.fingerprint) {
    throw new UserError('plan-outdated', 'what runs, or a file, has changed since this was planned', {
      hint: 'Nothing was done. Look at the plan again.',
    });
  }
  return { exitCode: await carryOut(shown.change, planned, live, context.signal, progress) };
};

type Progress = Parameters<CallHandler<ChangeCalls['change.apply']>['run']>[2];

async function carryOut(
  change: Change,
  planned: Planned,
  live: LiveEngine,
  signal: AbortSignal,
  progress: Progress,
): Promise<number> {
  const project = 'project' in change ? change.project : '';
  const started = new Set<string>();
  const spans = new StartupSpans(project, servicesOf(planned, live, project), (span) => {
    progress({ at: Date.now(), span });
    if (span.phase === 'start' && span.end !== undefined && span.container !== undefined)
      started.add(span.container);
  });
  const stopEvents = live.model.onEvent((event) => spans.onEngineEvent(event));
  const stopChanges = live.model.onChange(() => {
    for (const { name, service, health, since } of live.model.members(project))
      if (health === 'starting') spans.awaitHealth(name, service, since ?? Date.now());
  });
  const onEvent = (told: OrchestratorEvent): void => {
    const at = Date.now();
    const event = live.builds.take(told, project, at);
    spans.onProgress(event, at);
    // What hooks say is in the containers' logs, not in the course of a change.
    if (event.kind !== 'hook-output') progress({ at, event });
  };
  try {
    const exitCode = await planned.apply(onEvent, signal);
    // The page shows on how long health takes that nobody has waited for.
    for (const container of started) live.health.attend(container);
    return exitCode;
  } finally {
    stopEvents();
    stopChanges();
    live.builds.endAll(project, Date.now());
  }
}

/** Services by the names of their containers: a plan that builds does not say yet which of those there are it will recreate. */
function servicesOf({ steps }: Planned, { model }: LiveEngine, project: string): Map<string, string> {
  const there = model.members(project).map(({ name, service }) => [name, service] as const);
  return new Map([...there, ...StartupSpans.servicesOf(steps)]);
}

/** What a plan was made from: its steps with their causes, and the containers that there were. */
function fingerprintOf(change: Change, { steps }: Planned, { model }: LiveEngine): string {
  const members = 'project' in change ? model.members(change.project) : [];
  const there = members.map(({ id, status }) => `${id} ${status}`).sort();
  return JSON.stringify([steps, there]);
}

function shownPlans({ connection }: HandlerContext): Map<string, ShownPlan> {
  const key = 'change.plans';
  const known = connection.get(key) as Map<string, ShownPlan> | undefined;
  if (known !== undefined) return known;
  const plans = new Map<string, ShownPlan>();
  connection.set(key, plans);
  return plans;
}
