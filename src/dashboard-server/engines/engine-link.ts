import { setTimeout as delay } from 'node:timers/promises';
import type { KnownEngine } from '../../engine-client/index.ts';
import { BuildLog } from '../builds/build-log.ts';
import { type LinkedEngine, LiveEngine } from './live-engine.ts';

/** Milliseconds that an engine stays connected after the last who looked at it: a page that is loaded anew finds all as it was. */
const linger = 15_000;

/** Milliseconds until an engine that does not answer is tried again: doubled each time. A socket of this machine costs nothing to try. */
const firstRetry = 250;
const lastRetry = 5_000;
const lastRetryHere = 1_000;

/** A share in the connection to an engine. */
export interface Lease extends Disposable {
  /** Waits until the engine answers; tells each failure to reach it. Rejects when aborted. */
  live(signal: AbortSignal, onFailure: (error: unknown) => void): Promise<LiveEngine>;
  /** Rejects when the engine cannot be reached now. */
  liveOrFail(signal: AbortSignal): Promise<LiveEngine>;
}

interface Waiting {
  resolve: (live: LiveEngine) => void;
  fail: (error: unknown) => void;
}

/** One engine: connected while somebody looks at it, and again whenever it comes back. One observer serves all who look. */
export class EngineLink {
  readonly known: KnownEngine;
  readonly #onChange: () => void;
  readonly #linked: LinkedEngine;
  readonly #waiting = new Set<Waiting>();
  #live: LiveEngine | undefined;
  #leases = 0;
  #stop: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #lingering: NodeJS.Timeout | undefined;

  constructor(known: KnownEngine, isChosen: boolean, onChange: () => void) {
    this.known = known;
    this.#linked = { known, isChosen, memory: { projects: new Map(), builds: new BuildLog() } };
    this.#onChange = onChange;
  }

  /** `Docker 28.5.2` while it is connected. */
  get product(): string | undefined {
    return this.#live?.product;
  }

  lease(): Lease {
    this.#leases += 1;
    clearTimeout(this.#lingering);
    this.#open();
    let given = true;
    return {
      live: (signal, onFailure) => this.#wait(signal, onFailure),
      liveOrFail: (signal) =>
        new Promise((resolve, reject) => {
          this.#wait(signal, reject).then(resolve, reject);
        }),
      [Symbol.dispose]: () => {
        if (given) this.#release();
        given = false;
      },
    };
  }

  async close(): Promise<void> {
    clearTimeout(this.#lingering);
    this.#stop?.abort();
    await this.#running;
  }

  #release(): void {
    this.#leases -= 1;
    if (this.#leases > 0) return;
    this.#lingering = setTimeout(() => this.#stop?.abort(), linger);
    this.#lingering.unref();
  }

  #open(): void {
    if (this.#stop !== undefined && !this.#stop.signal.aborted) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.#running = this.#running.then(() => this.#stayConnected(stop.signal));
  }

  async #stayConnected(signal: AbortSignal): Promise<void> {
    let retry = firstRetry;
    const last = this.known.address.startsWith('unix://') ? lastRetryHere : lastRetry;
    while (!signal.aborted) {
      try {
        const live = await LiveEngine.open(this.#linked, signal);
        retry = firstRetry;
        this.#set(live);
        await live.over;
      } catch (error) {
        if (signal.aborted) break;
        for (const waiting of this.#waiting) waiting.fail(error);
        await delay(retry, undefined, { signal }).catch(() => undefined);
        retry = Math.min(retry * 2, last);
      } finally {
        if (this.#live !== undefined) this.#set(undefined);
      }
    }
  }

  #set(live: LiveEngine | undefined): void {
    this.#live = live;
    if (live !== undefined) for (const waiting of this.#waiting) waiting.resolve(live);
    this.#onChange();
  }

  #wait(signal: AbortSignal, onFailure: (error: unknown) => void): Promise<LiveEngine> {
    if (this.#live !== undefined && !this.#live.signal.aborted) return Promise.resolve(this.#live);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(waiting);
        signal.removeEventListener('abort', abort);
      };
      const abort = (): void => {
        leave();
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const waiting: Waiting = {
        resolve: (live) => {
          leave();
          resolve(live);
        },
        fail: onFailure,
      };
      if (signal.aborted) return abort();
      this.#waiting.add(waiting);
      signal.addEventListener('abort', abort, { once: true });
    });
  }
}
