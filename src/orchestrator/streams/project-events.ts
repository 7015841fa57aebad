import type { ContainerState, EventMessage } from '../../engine-api/index.ts';
import { parseLines } from '../../engine-client/index.ts';
import { parseTimestamp } from '../../shared/index.ts';
import { label } from '../labels.ts';
import type { ContainerQuery } from '../observe/containers.ts';

/** The engine's events about containers of a project. Resolves when the engine listens: what happens from then on is not missed. */
export async function openProjectEvents(
  { client, signal }: ContainerQuery,
  project: string,
  range: { since?: string | undefined; until?: string | undefined } = {},
): Promise<AsyncIterable<EventMessage>> {
  const { body } = await client.open({
    method: 'GET',
    path: '/events',
    query: { ...range, filters: { type: ['container'], label: [`${label.project}=${project}`] } },
    signal,
  });
  return parseLines<EventMessage>(body);
}

/** Nanoseconds. JSON numbers do not hold an event's time exactly, and no container runs for so short a time. */
const sameMoment = 10_000_000n;

/** Whether a container that ended `at` (nanoseconds since the epoch) lives on: the event may be read when it has run again. */
export function isStartedAgain(state: ContainerState | undefined, at: bigint): boolean {
  if (state === undefined) return false;
  return state.Restarting || state.Running || (parseTimestamp(state.FinishedAt) ?? 0n) > at + sameMoment;
}
