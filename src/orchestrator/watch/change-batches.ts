/** Milliseconds without a change after which a batch is complete; Docker Compose's. */
const quietPeriod = 500;

/** Milliseconds after which one is handed on though changes do not end: a file that is written all the time holds nothing up. */
const patience = 10 * quietPeriod;

/**
 * Gathers paths until they have been quiet for a while: an editor that saves many files, or a change of branch, is one batch. What comes
 * while a batch is being worked on is the next one.
 */
export class ChangeBatches {
  #paths = new Set<string>();
  #firstAt = 0;
  #lastAt = 0;
  #arrived = Promise.withResolvers<void>();

  add(paths: readonly string[]): void {
    if (paths.length === 0) return;
    this.#lastAt = performance.now();
    if (this.#paths.size === 0) this.#firstAt = this.#lastAt;
    for (const path of paths) this.#paths.add(path);
    this.#arrived.resolve();
  }

  /** The next batch, in the order in which the paths came; undefined when the signal aborts. */
  async next(signal: AbortSignal): Promise<string[] | undefined> {
    const aborted = Promise.withResolvers<void>();
    const abort = (): void => aborted.resolve();
    if (signal.aborted) return undefined;
    signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([this.#arrived.promise, aborted.promise]);
      while (!signal.aborted) {
        const left = Math.min(this.#lastAt + quietPeriod, this.#firstAt + patience) - performance.now();
        if (left <= 0) break;
        const timer = Promise.withResolvers<void>();
        const timeout = setTimeout(timer.resolve, left);
        await Promise.race([timer.promise, aborted.promise]);
        clearTimeout(timeout);
      }
      return signal.aborted ? undefined : this.#take();
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  #take(): string[] {
    const paths = [...this.#paths];
    this.#paths = new Set();
    this.#arrived = Promise.withResolvers<void>();
    return paths;
  }
}
