import { setTimeout as delay } from 'node:timers/promises';
import type { EngineClient } from './contract.ts';

/** Milliseconds from the first sign of new lines until they are read: many come together. */
const gathering = 50;

/** Milliseconds after which it is looked once more: the last line of a burst may give no sign of its own. */
const secondLook = 1000;

export interface BellOptions {
  /** Unix seconds; what is written later gives no sign. */
  until?: string | undefined;
  signal: AbortSignal;
}

/**
 * Tells when there is something new in the log of a container, and when its run is over. Podman, which reads the file while it is written,
 * leaves out lines of what it sends to followers: where one is half written it goes on at the file's end. So what it sends is only a sign.
 */
export class LogBell implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #listening: Promise<void>;
  #signs = 0;
  #looked = 0;
  #lookAgain = false;
  #over = false;
  #wake: (() => void) | undefined;

  /** Resolves when it listens. */
  static async open(
    client: EngineClient,
    container: string,
    { until, signal }: BellOptions,
  ): Promise<LogBell> {
    const stop = new AbortController();
    const { body } = await client.open({
      method: 'GET',
      path: `/containers/${encodeURIComponent(container)}/logs`,
      query: { stdout: true, stderr: true, follow: true, tail: 0, until },
      signal: AbortSignal.any([signal, stop.signal]),
    });
    return new LogBell(body, stop);
  }

  private constructor(body: AsyncIterable<Uint8Array>, stop: AbortController) {
    this.#stop = stop;
    this.#listening = this.#listen(body);
    this.#listening.catch(() => undefined);
  }

  /** Whether the run is over, and all of it in the log. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Resolves when it is worth to look. */
  async next(): Promise<void> {
    if (this.#signs === this.#looked && !this.#over) await this.#sign();
    if (this.#over) return this.#listening;
    this.#lookAgain = this.#signs > this.#looked;
    if (this.#lookAgain) await Promise.race([delay(gathering), this.#listening]);
    this.#looked = this.#signs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#listening.catch(() => undefined);
  }

  async #listen(body: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const _ of body) {
        this.#signs += 1;
        this.#wake?.();
      }
    } finally {
      this.#over = true;
      this.#wake?.();
    }
  }

  async #sign(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = this.#lookAgain ? setTimeout(resolve, secondLook) : undefined;
    await promise;
    clearTimeout(timer);
    this.#wake = undefined;
  }
}
