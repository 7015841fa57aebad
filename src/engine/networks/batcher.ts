/** Gathers calls that come together, or while others are under way, so that one run serves them all. */
export class Batcher<Item, Result> {
  readonly #run: (items: Item[]) => Promise<(Result | Error)[]>;
  readonly #limit: number;
  #waiting: { item: Item; resolve: (result: Result) => void; reject: (error: Error) => void }[] = [];
  #isRunning = false;

  /** `limit` calls at most are served by one run: the first shall not wait for the last of many. */
  constructor(run: (items: Item[]) => Promise<(Result | Error)[]>, limit: number) {
    this.#run = run;
    this.#limit = limit;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#isRunning) this.#schedule();
    });
  }

  #schedule(): void {
    this.#isRunning = true;
    setImmediate(() => void this.#serve());
  }

  async #serve(): Promise<void> {
    const batch = this.#waiting.splice(0, this.#limit);
    try {
      const results = await this.#run(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index] as Result | Error;
        if (result instanceof Error) reject(result);
        else resolve(result);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error instanceof Error ? error : new Error(String(error)));
    }
    if (this.#waiting.length > 0) this.#schedule();
    else this.#isRunning = false;
  }
}
