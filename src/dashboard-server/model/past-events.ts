import type { EventMessage } from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';

/** What the engine still knows of the time before now, oldest first. Engines keep few: Docker the last 256. */
export async function pastEvents(
  client: EngineClient,
  query: { seconds: number; filters?: Record<string, string[]> },
  signal: AbortSignal,
): Promise<EventMessage[]> {
  const { filters } = query;
  // By the engine's clock: with `until` it answers and ends.
  const now = Math.ceil(Date.now() / 1000);
  const range = { since: now - query.seconds, until: now };
  const found: EventMessage[] = [];
  const lines = client.lines<EventMessage>({
    method: 'GET',
    path: '/events',
    query: filters === undefined ? range : { ...range, filters },
    signal,
  });
  for await (const event of lines) found.push(event);
  return found;
}
