/** Lets other work of the process go on while a long piece of synchronous file work is done. */
export class Breath {
  #last = performance.now();

  /** Cheap; gives way once every few milliseconds. */
  async take(signal?: AbortSignal): Promise<void> {
    if (performance.now() - this.#last < 8) return;
    signal?.throwIfAborted();
    await new Promise((resolve) => setImmediate(resolve));
    this.#last = performance.now();
  }
}
