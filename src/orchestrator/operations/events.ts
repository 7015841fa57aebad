import type { EventMessage } from '../../engine-api/index.ts';
import { pastEvents } from '../../engine-client/index.ts';
import type { EventsOptions } from '../contract.ts';
import type { ProjectEvent } from '../contract-results.ts';
import { label } from '../labels.ts';
import { timeIn } from '../streams/container-logs.ts';
import { eventFilters, openProjectEvents } from '../streams/project-events.ts';

/** `events`: what happens to the project's containers, until `until` or for ever. */
export async function* events(options: EventsOptions): AsyncGenerator<ProjectEvent, void, undefined> {
  const { services = [] } = options;
  const source = await eventsOf(options);
  for await (const { Type, Action, Actor, time, timeNano } of source) {
    if (Type !== 'container' || Actor.Attributes[label.oneOff] === 'True') continue;
    const service = Actor.Attributes[label.service] ?? '';
    if (services.length > 0 && !services.includes(service)) continue;
    yield {
      timeNano: timeNano || BigInt(time) * 1_000_000_000n,
      service,
      container: Actor.Attributes.name ?? '',
      containerId: Actor.ID,
      status: Action,
      attributes: Object.fromEntries(
        Object.entries(Actor.Attributes).filter(([key]) => !key.startsWith('com.docker.compose.')),
      ),
    };
  }
}

async function eventsOf(options: EventsOptions): Promise<AsyncIterable<EventMessage>> {
  const { client, signal, project } = options;
  const since = timeIn('since', options.since);
  const until = timeIn('until', options.until);
  const isOver = until !== undefined && Number(until) <= Date.now() / 1000;
  if (isOver) return pastEvents(client, { since, until, filters: eventFilters(project.name), signal });
  return openProjectEvents(options, project.name, { since, until });
}
