import type { EventMessage } from '../../engine-api/index.ts';
import { type EngineClient, pastEvents as eventsUntil } from '../../engine-client/index.ts';

/** What the engine still knows of the time before now, oldest first. Engines keep few: Docker the last 256. */
export async function pastEvents(
  client: EngineClient,
  { seconds, filters }: { seconds: number; filters?: Record<string, string[]> },
  signal: AbortSignal,
): Promise<EventMessage[]> {
  const now = Math.ceil(Date.now() / 1000);
  const range = { since: String(now - seconds), until: String(now) };
  const found: EventMessage[] = [];
  const query = { ...range, signal, ...(filters === undefined ? {} : { filters }) };
  for await (const event of eventsUntil(client, query)) found.push(event);
  return found;
}
