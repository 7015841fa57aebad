/** How many calls are being answered. */
export class CallCounter {
  #count = 0;
  readonly #listeners: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  onQuiet(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Counts the work as active until it settles. */
  async during(work: Promise<void>): Promise<void> {
    this.#count += 1;
    try {
      await work;
    } finally {
      this.#count -= 1;
      if (this.#count === 0) for (const listener of this.#listeners) listener();
    }
  }
}
