import type { EventMessage } from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';
import { timeOf } from '../engines/describe-event.ts';
import { pastEvents } from './past-events.ts';

/** Milliseconds that a container has to run after a crash to be called good again. */
export const settling = 60_000;

/** Seconds of the past in which a series is looked for. */
const past = 24 * 3_600;

const read: ReadonlySet<string> = new Set(['start', 'die', 'oom']);

/** Deaths of one container without a longer run between them. Times are Unix milliseconds. */
export interface DeathSeries {
  /** Of the first. */
  since: number;
  count: number;
  /** No death before it is known: it may have begun earlier than the engine remembers. */
  first: boolean;
  last: { at: number; exitCode: number; outOfMemory: boolean };
}

interface Life {
  startedAt: number;
  outOfMemory: boolean;
  series?: DeathSeries;
}

/**
 * How containers ended that are started again and again: an engine tells the code of the last end only until the next start, and
 * never since when it has been so.
 */
export class Deaths {
  readonly #lives = new Map<string, Life>();
  readonly #recalled = new Set<string>();

  of(container: string): DeathSeries | undefined {
    return this.#lives.get(container)?.series;
  }

  /** Takes in what the engine tells of it. */
  take({ Type, Action, Actor, ...event }: EventMessage): void {
    if (Type !== 'container') return;
    if (Action === 'destroy') {
      this.#lives.delete(Actor.ID);
      this.#recalled.delete(Actor.ID);
    }
    if (!read.has(Action)) return;
    const at = timeOf({ Type, Action, Actor, ...event });
    const life = this.#lives.get(Actor.ID) ?? { startedAt: 0, outOfMemory: false };
    this.#lives.set(Actor.ID, life);
    if (Action === 'start') life.startedAt = at;
    if (Action === 'oom') life.outOfMemory = true;
    if (Action !== 'die') return;
    const goesOn = life.series !== undefined && at - Math.max(life.startedAt, life.series.last.at) < settling;
    const last = { at, exitCode: Number(Actor.Attributes['exitCode'] ?? 0), outOfMemory: life.outOfMemory };
    const { since, count, first } =
      goesOn && life.series !== undefined
        ? life.series
        : { since: at, count: 0, first: life.series === undefined };
    life.series = { since, count: count + 1, first, last };
    life.outOfMemory = false;
  }

  /** Asks the engine, once, for what there was before anybody looked. */
  async recall(container: string, client: EngineClient, signal: AbortSignal): Promise<void> {
    if (this.#recalled.has(container)) return;
    this.#recalled.add(container);
    const filters = { type: ['container'], container: [container], event: [...read] };
    const all = new Deaths();
    for (const event of await pastEvents(client, { seconds: past, filters }, signal)) all.take(event);
    const told = all.#lives.get(container);
    if (told?.series === undefined) return;
    const meanwhile = this.of(container);
    // It is told up to now; the last word on its way may have come before.
    if (meanwhile !== undefined && meanwhile.last.at > told.series.last.at) told.series.last = meanwhile.last;
    this.#lives.set(container, told);
  }
}
