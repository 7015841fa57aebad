import { type EngineClient, parseEvents } from '../../engine-client/index.ts';
import { label } from '../labels.ts';
import { OverdueHealthChecks } from './overdue-health-checks.ts';

export interface Look<T> {
  found?: T | undefined;
  /** Milliseconds. */
  again?: number | undefined;
}

/**
 * Tells when something happened to a container of the project, from one stream of the engine's events: whoever waits for a state
 * looks, waits for the next event, and looks again. Nothing is polled.
 */
export class StateWatcher {
  readonly healthChecks: OverdueHealthChecks;
  readonly #client: EngineClient;
  readonly #project: string;
  readonly #stop = new AbortController();
  readonly #waiting = new Map<string, Set<() => void>>();
  /** Exit codes of runs that ended since it listens, by container. */
  readonly #ended = new Map<string, number>();
  #opened: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;

  constructor(client: EngineClient, project: string) {
    this.healthChecks = new OverdueHealthChecks(client);
    this.#client = client;
    this.#project = project;
  }

  /**
   * Looks at a container with `look` until it gives a value, at once and after each event of it. What happens between a look and
   * the next wait is not missed. `again` asks for another look after so many milliseconds without an event.
   */
  async until<T>(containerId: string, signal: AbortSignal, look: () => Promise<Look<T>>): Promise<T> {
    await this.listen();
    for (;;) {
      signal.throwIfAborted();
      if (this.#failure !== undefined) throw this.#failure.error;
      const changed = this.#next(containerId, signal);
      const { found, again } = await look();
      const timer = again === undefined ? undefined : setTimeout(changed.wake, again);
      if (found === undefined) await changed.happened;
      clearTimeout(timer);
      changed.wake();
      if (found !== undefined) return found;
    }
  }

  /** Resolves when nothing that happens from now on is missed. */
  listen(): Promise<void> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  /** Of these containers those that have ended since it listens, or do so within so many milliseconds, with their exit codes. */
  async endsWithin(
    containerIds: readonly string[],
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<Map<string, number>> {
    const late = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
    await Promise.all(
      containerIds.map((id) =>
        this.until(id, late, async () => ({ found: this.#ended.get(id) })).catch(() => undefined),
      ),
    );
    const ended = containerIds.flatMap((id): [string, number][] => {
      const exitCode = this.#ended.get(id);
      return exitCode === undefined ? [] : [[id, exitCode]];
    });
    return new Map(ended);
  }

  close(): void {
    this.#stop.abort();
  }

  async #open(): Promise<void> {
    const { body } = await this.#client.open({
      method: 'GET',
      path: '/events',
      query: { filters: { type: ['container'], label: [`${label.project}=${this.#project}`] } },
      signal: this.#stop.signal,
    });
    void this.#listen(body);
  }

  async #listen(body: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const { Action, Actor } of parseEvents(body)) {
        if (Action === 'die') this.#ended.set(Actor.ID, Number(Actor.Attributes.exitCode ?? 0));
        this.#wake(Actor.ID);
      }
      this.#failure = { error: new Error('the engine ended its stream of events') };
    } catch (error) {
      this.#failure = { error };
    }
    for (const id of this.#waiting.keys()) this.#wake(id);
  }

  #wake(id: string): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    for (const wake of waiting ?? []) wake();
  }

  #next(id: string, signal: AbortSignal): { happened: Promise<void>; wake: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#waiting.get(id) ?? new Set();
    const wake = (): void => {
      waiting.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    this.#waiting.set(id, waiting.add(wake));
    signal.addEventListener('abort', wake, { once: true });
    return { happened: promise, wake };
  }
}
