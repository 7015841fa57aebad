import type { EventMessage } from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';
import { timeOf } from '../engines/describe-event.ts';
import { pastEvents } from './past-events.ts';

/** Seconds of the past in which the beginning is looked for. */
const past = 24 * 3_600;

const unhealthy = 'health_status: unhealthy';

/** What ends it: it got well, or its run is over, and with the next one its checks begin anew. */
const ends: ReadonlySet<string> = new Set(['health_status: healthy', 'start', 'die', 'destroy']);

/** Since when containers are unhealthy: an engine keeps only the last checks, which may all be later. Times are Unix milliseconds. */
export class Illnesses {
  readonly #since = new Map<string, number>();
  readonly #recalled = new Set<string>();

  of(container: string): number | undefined {
    return this.#since.get(container);
  }

  /** Takes in what the engine tells of it. */
  take(event: EventMessage): void {
    if (event.Type !== 'container') return;
    const { ID } = event.Actor;
    if (event.Action === 'destroy') this.#recalled.delete(ID);
    if (ends.has(event.Action)) this.#since.delete(ID);
    else if (event.Action === unhealthy && !this.#since.has(ID)) this.#since.set(ID, timeOf(event));
  }

  /** Asks the engine, once, for what there was before anybody looked. */
  async recall(container: string, client: EngineClient, signal: AbortSignal): Promise<void> {
    if (this.#since.has(container) || this.#recalled.has(container)) return;
    this.#recalled.add(container);
    const filters = { type: ['container'], container: [container], event: ['health_status', 'start', 'die'] };
    const all = new Illnesses();
    for (const event of await pastEvents(client, { seconds: past, filters }, signal)) all.take(event);
    const since = all.of(container);
    if (since !== undefined) this.#since.set(container, since);
  }
}
