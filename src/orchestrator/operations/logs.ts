import type { ContainerSummary } from '../../engine-api/index.ts';
import type { LogsOptions } from '../contract.ts';
import type { LogLine } from '../contract-events.ts';
import { label } from '../labels.ts';
import { isRegular, logLabel, nameOf, numberOf, serviceOf } from '../model/names.ts';
import { type ContainerQuery, inspectContainer, listContainers } from '../observe/containers.ts';
import { serviceNotRunning } from '../observe/find-container.ts';
import { type LogRequest, readLog } from '../streams/container-logs.ts';
import { followedLogs, type LogProgress } from '../streams/followed-logs.ts';
import { Merged } from '../streams/merge.ts';
import { isStartedAgain, openProjectEvents } from '../streams/project-events.ts';
import { ReadingPlace } from '../streams/reading-place.ts';
import type { ContainerEvent } from '../streams/restart-verdict.ts';

/** What is read, and of which containers there may come more. */
interface Followed {
  merged: Merged<LogLine[]>;
  running: Set<string>;
  /** By the ids of containers. */
  progress: Map<string, LogProgress>;
  add: (container: ContainerSummary, request: LogRequest) => void;
}

/** `logs`: all containers side by side; while following, also those that start later. */
export async function* logs(options: LogsOptions): AsyncGenerator<LogLine[], void, undefined> {
  const stop = new AbortController();
  const query: ContainerQuery = {
    client: options.client,
    signal: AbortSignal.any([options.signal, stop.signal]),
  };
  const events = options.follow ? await openProjectEvents(query, options.project.name) : undefined;
  const containers = (await listContainers(query, options.project.name, { oneOff: 'exclude' }))
    .filter((container) => isSelected(container, options))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  if (containers.length === 0 && options.index)
    throw serviceNotRunning(options.services?.[0] ?? '', options.index);
  const followed = openFollowed(query, containers);
  for (const container of containers) followed.add(container, requestOf(options));
  if (events === undefined) followed.merged.close();
  else void follow(query, options, events, followed);
  try {
    yield* followed.merged;
  } finally {
    stop.abort();
  }
}

function openFollowed(query: ContainerQuery, containers: ContainerSummary[]): Followed {
  const merged = new Merged<LogLine[]>();
  const progress: Followed['progress'] = new Map();
  const reading = (container: ContainerSummary, request: LogRequest): AsyncIterable<LogLine[]> => {
    if (!request.follow) return readLog(query, container, request);
    const own = progress.get(container.Id) ?? { open: true, again: false, place: new ReadingPlace() };
    progress.set(container.Id, own);
    return followedLogs(query, container, request, own);
  };
  const running = new Set(
    containers.filter(({ State }) => State === 'running' || State === 'restarting').map(({ Id }) => Id),
  );
  return { merged, progress, running, add: (container, request) => merged.add(reading(container, request)) };
}

function isSelected(container: ContainerSummary, { services = [], index }: LogsOptions): boolean {
  if (services.length > 0 && !services.includes(serviceOf(container))) return false;
  return index === undefined || index <= 0 || numberOf(container) === index;
}

function requestOf(options: LogsOptions): LogRequest {
  return {
    follow: options.follow ?? false,
    timestamps: options.timestamps ?? false,
    ...(options.tail === undefined ? {} : { tail: options.tail }),
    ...(options.since === undefined ? {} : { since: options.since }),
    ...(options.lastRun === undefined ? {} : { lastRun: options.lastRun }),
    ...(options.until === undefined ? {} : { until: options.until }),
  };
}

/** Ends when no container runs any more, as Docker Compose does. */
async function follow(
  query: ContainerQuery,
  options: LogsOptions,
  events: AsyncIterable<ContainerEvent>,
  followed: Followed,
): Promise<void> {
  const { merged, running } = followed;
  try {
    if (running.size > 0) {
      for await (const event of events) {
        const { Action, Actor } = event;
        const container = summaryOf(Actor);
        if (!isRegular(container) || !isSelected(container, options)) continue;
        if (Action === 'start') started(options, container, followed);
        if (Action === 'die') await ended(query, options, container, followed, event);
        if (running.size === 0) break;
      }
    }
    merged.close();
  } catch (error) {
    if (query.signal.aborted) merged.close();
    else merged.fail(error);
  }
}

function started(options: LogsOptions, container: ContainerSummary, followed: Followed): void {
  followed.running.add(container.Id);
  const progress = followed.progress.get(container.Id);
  if (progress?.open) progress.again = true;
  else followed.add(container, { ...requestOf(options), tail: 'all', lastRun: true });
}

async function ended(
  query: ContainerQuery,
  options: LogsOptions,
  container: ContainerSummary,
  { running }: Followed,
  end: ContainerEvent,
): Promise<void> {
  const state = (await inspectContainer(query, container.Id))?.State;
  const restarting = isStartedAgain(state, end);
  if (!restarting) running.delete(container.Id);
  options.onLifecycle?.({
    kind: 'exited',
    service: serviceOf(container),
    container: nameOf(container),
    label: logLabel(container),
    exitCode: Number(end.Actor.Attributes.exitCode ?? 0),
    restarting,
  });
}

/** What an event says of its container, in the form of a row of the list. */
export function summaryOf(actor: { ID: string; Attributes: Record<string, string> }): ContainerSummary {
  const { name = '', image = '', ...labels } = actor.Attributes;
  return {
    Id: actor.ID,
    Names: [`/${name}`],
    Image: image,
    ImageID: '',
    Command: '',
    Created: 0,
    Ports: [],
    Labels: { [label.service]: '', ...labels },
    State: 'running',
    Status: '',
    HostConfig: {},
    NetworkSettings: { Networks: {} },
    Mounts: [],
  };
}
