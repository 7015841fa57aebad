import type { ContainerSummary } from '../../engine-api/index.ts';
import type { LogsOptions } from '../contract.ts';
import type { LogLine } from '../contract-events.ts';
import { label } from '../labels.ts';
import { isOneOff, logLabel, nameOf, numberOf, serviceOf } from '../model/names.ts';
import { type ContainerQuery, inspectContainer, listContainers } from '../observe/containers.ts';
import { containerLogs, type LogRequest } from '../streams/container-logs.ts';
import { Merged } from '../streams/merge.ts';
import { openProjectEvents } from '../streams/project-events.ts';

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
  const request = requestOf(options);
  const merged = new Merged<LogLine[]>();
  const running = new Set(containers.filter(({ State }) => State === 'running').map(({ Id }) => Id));
  for (const container of containers) merged.add(containerLogs(query, container, request));
  if (events === undefined) merged.close();
  else void follow(query, options, events, merged, running);
  try {
    yield* merged;
  } finally {
    stop.abort();
  }
}

function isSelected(container: ContainerSummary, { services = [], index }: LogsOptions): boolean {
  if (services.length > 0 && !services.includes(serviceOf(container))) return false;
  return index === undefined || index === 0 || numberOf(container) === index;
}

function requestOf(options: LogsOptions): LogRequest {
  return {
    follow: options.follow ?? false,
    timestamps: options.timestamps ?? false,
    ...(options.tail === undefined ? {} : { tail: options.tail }),
    ...(options.since === undefined ? {} : { since: options.since }),
    ...(options.until === undefined ? {} : { until: options.until }),
  };
}

/** Ends when no container runs any more, as Docker Compose does. */
async function follow(
  query: ContainerQuery,
  options: LogsOptions,
  events: AsyncIterable<{ Action: string; Actor: { ID: string; Attributes: Record<string, string> } }>,
  merged: Merged<LogLine[]>,
  running: Set<string>,
): Promise<void> {
  if (running.size === 0) {
    merged.close();
    return;
  }
  try {
    for await (const { Action, Actor } of events) {
      const container = summaryOf(Actor);
      if (isOneOff(container) || !isSelected(container, options)) continue;
      if (Action === 'start' && !running.has(Actor.ID)) {
        running.add(Actor.ID);
        const started = (await inspectContainer(query, Actor.ID))?.State.StartedAt;
        merged.add(
          containerLogs(query, container, {
            ...requestOf(options),
            tail: 'all',
            ...(started ? { since: started } : {}),
          }),
        );
      }
      if (Action === 'die') await ended(query, options, container, running, Actor.Attributes.exitCode);
      if (running.size === 0) break;
    }
    merged.close();
  } catch (error) {
    if (query.signal.aborted) merged.close();
    else merged.fail(error);
  }
}

async function ended(
  query: ContainerQuery,
  options: LogsOptions,
  container: ContainerSummary,
  running: Set<string>,
  exitCode: string | undefined,
): Promise<void> {
  const state = (await inspectContainer(query, container.Id))?.State;
  const restarting = state?.Restarting || state?.Running || false;
  running.delete(container.Id);
  options.onLifecycle?.({
    kind: 'exited',
    service: serviceOf(container),
    container: nameOf(container),
    label: logLabel(container),
    exitCode: Number(exitCode ?? 0),
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
