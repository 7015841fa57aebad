/** How many tasks a pace lets run at first, and when it lets more. */
export interface PaceLimits {
  atFirst: number;
  /** Milliseconds without an end, while tasks wait, after which those under way are taken to wait for something else than the engine. */
  stallAfter: number;
}

/** Lets few tasks run at once, and twice as many each time that none of them has ended for a while. */
export class Pace {
  #limit: number;
  readonly #stallAfter: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #stall: NodeJS.Timeout | undefined;

  constructor({ atFirst, stallAfter }: PaceLimits) {
    this.#limit = atFirst;
    this.#stallAfter = stallAfter;
  }

  /** Runs a task in its turn; settles as it does. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running < this.#limit) this.#running++;
    else await this.#turn();
    try {
      return await task();
    } finally {
      this.#running--;
      this.#admit();
    }
  }

  #turn(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    if (this.#stall === undefined) this.#expectAnEnd();
    return promise;
  }

  #admit(): void {
    for (const begin of this.#waiting.splice(0, this.#limit - this.#running)) {
      this.#running++;
      begin();
    }
    this.#expectAnEnd();
  }

  #expectAnEnd(): void {
    clearTimeout(this.#stall);
    this.#stall = undefined;
    if (this.#waiting.length === 0) return;
    this.#stall = setTimeout(() => {
      this.#limit *= 2;
      this.#admit();
    }, this.#stallAfter);
  }
}
