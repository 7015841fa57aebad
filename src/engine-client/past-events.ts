import type { EventMessage } from '../engine-api/index.ts';
import type { EngineClient } from './contract.ts';
import { dockerEvents } from './docker-events.ts';
import { parseEvents } from './json-stream.ts';

export interface PastEventsQuery {
  /** Unix seconds by the engine's clock, with a fraction; `until` is not in the future. */
  since?: string | undefined;
  until: string;
  filters?: Record<string, string[]>;
  signal: AbortSignal;
}

/**
 * What the engine still knows to have happened until then, oldest first. Podman's reading of its file of events breaks off
 * anywhere when `until` is over already; it reads to the end when it is told not to follow.
 */
export async function* pastEvents(
  client: EngineClient,
  { since, until, filters, signal }: PastEventsQuery,
): AsyncGenerator<EventMessage, void, undefined> {
  const isPodman = await client.isPodman();
  const end = isPodman ? { stream: false } : { until };
  const query = { since, ...end, ...(filters === undefined ? {} : { filters }) };
  const { body } = await client.open({ method: 'GET', path: '/events', query, signal });
  for await (const event of await dockerEvents(client, parseEvents(body))) {
    if (!isPodman || Number(event.timeNano) <= Number(until) * 1e9) yield event;
  }
}
