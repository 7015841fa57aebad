import type { ProjectTopics, TimelineEntry } from '../../dashboard-api/index.ts';
import type { EventMessage } from '../../engine-api/index.ts';
import { eventId, exitInWords, timeOf } from '../engines/describe-event.ts';
import type { EngineModel } from '../model/engine-model.ts';
import type { ContainerFacts } from '../model/facts.ts';
import { label } from '../model/labels.ts';
import { pastEvents } from '../model/past-events.ts';
import { type TopicHandler, untilAborted } from '../registry.ts';

type Topic = ProjectTopics['timeline'];

/** Of the past, seconds. */
const past = 24 * 3_600;

const kinds: Readonly<Record<string, TimelineEntry['kind']>> = {
  create: 'created',
  start: 'started',
  die: 'died',
  died: 'died',
  oom: 'oom',
  stop: 'stopped',
  restart: 'restarted',
  pause: 'paused',
  unpause: 'unpaused',
  destroy: 'removed',
  remove: 'removed',
  'health_status: healthy': 'healthy',
  'health_status: unhealthy': 'unhealthy',
};

export const followTimeline: TopicHandler<Topic>['follow'] = async ({ project }, feed, context) => {
  const { client, model } = await context.engine();
  let meanwhile: TimelineEntry[] | undefined = [];
  const stop = model.onEvent((event) => {
    const entry = entryOf(event, project);
    if (entry === undefined) return;
    if (meanwhile === undefined) feed.delta([entry]);
    else meanwhile.push(entry);
  });
  try {
    const filters = { type: ['container'], label: [`${label.project}=${project}`] };
    const events = await pastEvents(client, { seconds: past, filters }, context.signal);
    const told = events.flatMap((event) => entryOf(event, project) ?? []);
    const known = new Set(told.map(({ id }) => id));
    const all = [...told, ...meanwhile.filter(({ id }) => !known.has(id))];
    feed.snapshot([...all, ...untold(project, model, all)].sort((a, b) => a.at - b.at));
    meanwhile = undefined;
    await untilAborted(context.signal);
  } finally {
    stop();
  }
};

/** A container that has done its work did not die. */
function endOf(exitCode: string | number | undefined): 'ended' | 'died' {
  return String(exitCode) === '0' ? 'ended' : 'died';
}

export function entryOf(event: EventMessage, project: string): TimelineEntry | undefined {
  const { Attributes } = event.Actor;
  const kind = kinds[event.Action] === 'died' ? endOf(Attributes['exitCode']) : kinds[event.Action];
  if (event.Type !== 'container' || kind === undefined || Attributes[label.project] !== project)
    return undefined;
  const replaces = event.Action === 'create' && Attributes[label.replace] !== undefined;
  const { exitCode, image = '' } = Attributes;
  const texts: Partial<Record<TimelineEntry['kind'], string>> = {
    died: exitCode === undefined ? 'ended' : exitInWords(exitCode),
    ended: exitInWords('0'),
    created: image,
    oom: 'out of memory',
  };
  return {
    id: eventId(event),
    at: timeOf(event),
    service: Attributes[label.service] ?? '',
    container: Attributes['name'] ?? event.Actor.ID.slice(0, 12),
    kind: replaces ? 'deployed' : kind,
    text: replaces ? `replaced, ${image}` : (texts[kind] ?? kind),
  };
}

/** What containers say of themselves and the engine's events do not reach back to. */
function untold(project: string, model: EngineModel, told: readonly TimelineEntry[]): TimelineEntry[] {
  return model.members(project).flatMap(({ id }) => {
    const facts = model.facts(id);
    return facts === undefined ? [] : ownEntries(facts, told);
  });
}

function ownEntries(facts: ContainerFacts, told: readonly TimelineEntry[]): TimelineEntry[] {
  const { run, name } = facts;
  const has = (kind: TimelineEntry['kind']): boolean =>
    told.some((entry) => entry.container === name && entry.kind === kind);
  const base = { service: facts.labels[label.service] ?? '', container: name };
  const entry = (kind: TimelineEntry['kind'], at: number, text: string): TimelineEntry[] =>
    at === 0 || has(kind) ? [] : [{ ...base, id: `${facts.id}-${kind}-${at}`, at, kind, text }];
  return [
    ...(has('deployed') ? [] : entry('created', facts.created * 1000, facts.image)),
    ...entry('started', run?.startedAt ?? 0, 'started'),
    ...(run === undefined || facts.status !== 'exited'
      ? []
      : entry(endOf(run.state.ExitCode), run.finishedAt, exitInWords(String(run.state.ExitCode)))),
  ];
}
