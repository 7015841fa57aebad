import type { EventMessage } from '../engine-api/index.ts';
import type { EngineClient } from './contract.ts';

/** Podman's form: the outcome of each check, not only of one that changes it. */
type PodmanEvent = EventMessage & { HealthStatus?: string };

/** An engine's events in Docker's words, whoever tells them. */
export async function dockerEvents(
  client: EngineClient,
  events: AsyncIterable<EventMessage>,
): Promise<AsyncIterable<EventMessage>> {
  return (await client.isPodman()) ? translated(events) : events;
}

async function* translated(
  events: AsyncIterable<PodmanEvent>,
): AsyncGenerator<EventMessage, void, undefined> {
  const health = new Map<string, string>();
  for await (const event of events) {
    const { Type, Action, Actor, HealthStatus = '' } = event;
    // Each run is checked anew.
    if (Action === 'start') health.delete(Actor.ID);
    if (Action === 'remove') {
      health.delete(Actor.ID);
      yield { ...event, Action: Type === 'image' ? 'delete' : 'destroy' };
    } else if (Action !== 'health_status') yield event;
    else if (HealthStatus !== 'starting' && health.get(Actor.ID) !== HealthStatus) {
      health.set(Actor.ID, HealthStatus);
      yield { ...event, Action: `health_status: ${HealthStatus}` };
    }
  }
}
