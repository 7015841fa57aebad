/** What a plan costs: containers that stop meanwhile, and data that would be gone. */
import type { Change, ChangePlan } from '../../dashboard-api/index.ts';
import type { ContainerSummary, EventMessage } from '../../engine-api/index.ts';
import type { PlannedStep } from '../../orchestrator/index.ts';
import { timeOf } from '../engines/describe-event.ts';
import type { ContainerFacts } from '../model/facts.ts';
import { label } from '../model/labels.ts';
import { pastEvents } from '../model/past-events.ts';
import type { PlanContext } from './planned.ts';

/** Seconds of the past that tell how long a service takes to come back. */
const past = 24 * 3_600;

const reasons: Partial<Record<PlannedStep['action'], string>> = {
  recreate: 'replaced by a new container',
  restart: 'restarted',
  stop: 'stopped',
  kill: 'killed',
  pause: 'frozen',
  remove: 'removed',
};

/** Steps take containers away by name. */
function containersOf(
  steps: readonly PlannedStep[],
  { live }: PlanContext,
): Map<PlannedStep, ContainerFacts> {
  const found = new Map<PlannedStep, ContainerFacts>();
  for (const step of steps) {
    const facts = step.resource === 'container' ? live.model.find(step.name) : undefined;
    if (facts !== undefined && reasons[step.action] !== undefined) found.set(step, facts);
  }
  return found;
}

export async function downtimeOf(
  steps: readonly PlannedStep[],
  context: PlanContext,
): Promise<ChangePlan['downtime']> {
  const running = [...containersOf(steps, context)].filter(([, { status }]) => status === 'running');
  const returning = running.some(([{ action }]) => action === 'recreate' || action === 'restart');
  const gaps = returning ? await gapsOf(context) : new Map<string, number>();
  return running.map(([{ action }, { name, labels }]) => {
    const service = labels[label.service] ?? '';
    const back = action === 'recreate' || action === 'restart';
    const gap = back ? gaps.get(`${labels[label.project] ?? ''}/${service}`) : undefined;
    return {
      service,
      container: name,
      reason: reasons[action] ?? action,
      ...(gap === undefined ? {} : { milliseconds: gap }),
    };
  });
}

/** How long services were away the last time: from the end of one container to the next start. */
async function gapsOf({ live, signal }: PlanContext): Promise<Map<string, number>> {
  const filters = { type: ['container'], event: ['die', 'start'] };
  const events = await pastEvents(live.client, { seconds: past, filters }, signal).catch(() => {
    signal.throwIfAborted();
    return [] as EventMessage[];
  });
  const gaps = new Map<string, number>();
  const died = new Map<string, number>();
  for (const event of events) {
    const { Attributes } = event.Actor;
    const key = `${Attributes[label.project] ?? ''}/${Attributes[label.service] ?? ''}`;
    const before = died.get(key);
    if (event.Action === 'die') died.set(key, timeOf(event));
    else if (before !== undefined) {
      gaps.set(key, timeOf(event) - before);
      died.delete(key);
    }
  }
  return gaps;
}

export async function atRiskOf(
  change: Change,
  steps: readonly PlannedStep[],
  context: PlanContext,
): Promise<ChangePlan['atRisk']> {
  const volumes = steps
    .filter(({ resource, action }) => resource === 'volume' && (action === 'remove' || action === 'recreate'))
    .map(({ name }) => ({
      what: `volume ${name}`,
      detail: 'all that is in it',
      ...bytesOf(context, [], [name]),
    }));
  const taken = [...containersOf(steps, context)].filter(
    ([{ action }]) => action === 'remove' || action === 'recreate',
  );
  const written = await writtenBy(
    taken.map(([, { id }]) => id),
    context,
  );
  const anonymous = 'volumes' in change && change.volumes === true ? taken.map(([, facts]) => facts) : [];
  return [
    ...volumes,
    ...anonymous.flatMap(({ name, volumes: held }) =>
      held
        .filter((volume) => /^[0-9a-f]{64}$/.test(volume))
        .map((volume) => ({
          what: `an anonymous volume of ${name}`,
          detail: volume,
          ...bytesOf(context, [], [volume]),
        })),
    ),
    ...written,
  ];
}

function bytesOf({ live }: PlanContext, containers: string[], volumes: string[]): { bytes?: number } {
  const bytes = live.storage.bytesOf(containers, volumes);
  return bytes === undefined ? {} : { bytes };
}

/** Files that are in no volume go with their container. */
async function writtenBy(
  ids: readonly string[],
  { live, signal }: PlanContext,
): Promise<ChangePlan['atRisk']> {
  if (ids.length === 0) return [];
  const rows = await live.client.json<ContainerSummary[]>({
    method: 'GET',
    path: '/containers/json',
    query: { all: true, size: true, filters: { id: [...ids] } },
    signal,
  });
  return rows.flatMap(({ Id, SizeRw = 0 }) => {
    const name = live.model.facts(Id)?.name;
    if (SizeRw === 0 || name === undefined) return [];
    return [{ what: `files that ${name} wrote`, detail: 'outside of its volumes', bytes: SizeRw }];
  });
}
