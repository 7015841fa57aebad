/** Items kept before sources are paused, and at which they go on. */
const highMark = 100;
const lowMark = 50;

/** Several sources as one, each item when it comes. Sources can be added while it runs; it ends when all have ended and `close` was called. */
export class Merged<T> {
  readonly #items: T[] = [];
  #open = 0;
  #closed = false;
  #failure: { error: unknown } | undefined;
  #wake: (() => void) | undefined;
  readonly #paused: (() => void)[] = [];

  add(source: AsyncIterable<T>): void {
    this.#open++;
    void this.#read(source);
  }

  push(item: T): void {
    this.#items.push(item);
    this.#notify();
  }

  /** Nothing more will be added. */
  close(): void {
    this.#closed = true;
    this.#notify();
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#notify();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const item = this.#items.shift();
      if (this.#items.length < lowMark) for (const resume of this.#paused.splice(0)) resume();
      if (item !== undefined) yield item;
      else if (this.#failure !== undefined) throw this.#failure.error;
      else if (this.#closed && this.#open === 0) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  async #read(source: AsyncIterable<T>): Promise<void> {
    try {
      for await (const item of source) {
        this.push(item);
        // A fast source must not fill memory while the reader is slow.
        if (this.#items.length > highMark) await new Promise<void>((resume) => this.#paused.push(resume));
      }
    } catch (error) {
      this.fail(error);
    }
    this.#open--;
    this.#notify();
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
