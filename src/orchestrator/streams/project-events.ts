import type { ContainerState } from '../../engine-api/index.ts';
import { dockerEvents, parseEvents } from '../../engine-client/index.ts';
import { parseTimestamp } from '../../shared/index.ts';
import { label } from '../labels.ts';
import type { ContainerQuery } from '../observe/containers.ts';
import { type ContainerEvent, withVerdicts } from './restart-verdict.ts';

/** For events about the containers of a project. */
export function eventFilters(project: string): Record<string, string[]> {
  return { type: ['container'], label: [`${label.project}=${project}`] };
}

/** The engine's events about containers of a project. Resolves when the engine listens: what happens from then on is not missed. */
export async function openProjectEvents(
  { client, signal }: ContainerQuery,
  project: string,
  range: { since?: string | undefined; until?: string | undefined } = {},
): Promise<AsyncIterable<ContainerEvent>> {
  const { body } = await client.open({
    method: 'GET',
    path: '/events',
    query: { ...range, filters: eventFilters(project) },
    signal,
  });
  const events = await dockerEvents(client, parseEvents(body));
  return (await client.isPodman()) ? withVerdicts(events) : events;
}

/** Nanoseconds. An end and its event have each a time of its own, and no container runs for so short a time. */
const sameMoment = 10_000_000n;

/** Whether a container that ended lives on: the event may be read when it has run again. */
export function isStartedAgain(state: ContainerState | undefined, end: ContainerEvent): boolean {
  if (end.startsAgain !== undefined) return end.startsAgain;
  if (state === undefined) return false;
  const again = (parseTimestamp(state.FinishedAt) ?? 0n) > end.timeNano + sameMoment;
  return state.Restarting || state.Running || again;
}
