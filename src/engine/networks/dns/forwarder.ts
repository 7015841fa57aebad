import type { Query } from './message.ts';
import { askUpstream, isUnhelpful, type Transport, type Upstream } from './upstream.ts';

export interface ForwarderOptions {
  /** Milliseconds after which a server that has not answered is joined by the next one. */
  patience: number;
  /** Milliseconds for all together. Resolvers give up after five seconds: they shall hear a failure before. */
  deadline: number;
  /** Questions on their way at a time; further ones fail at once. */
  limit: number;
}

const defaults: ForwarderOptions = { patience: 1000, deadline: 4000, limit: 1024 };

/** Asks other servers what the embedded one does not know. */
export class Forwarder {
  readonly #options: ForwarderOptions;
  #asking = 0;

  constructor(options: Partial<ForwarderOptions> = {}) {
    this.#options = { ...defaults, ...options };
  }

  /** The first good answer of the servers in turn, else the last bad one; `undefined` when all of them are silent. */
  async ask(
    servers: Upstream[],
    query: Query,
    message: Buffer,
    transport: Transport,
  ): Promise<Buffer | undefined> {
    if (servers.length === 0 || this.#asking >= this.#options.limit) return undefined;
    this.#asking += 1;
    const done = new AbortController();
    try {
      return await this.#race(servers, done.signal, (server) =>
        askUpstream(server, query, message, transport, done.signal),
      );
    } finally {
      this.#asking -= 1;
      done.abort();
    }
  }

  /** Begins with the first; the next joins when one fails or takes long. */
  #race(
    servers: Upstream[],
    signal: AbortSignal,
    ask: (server: Upstream) => Promise<Buffer>,
  ): Promise<Buffer | undefined> {
    return new Promise((resolve) => {
      const waiting = [...servers];
      let running = 0;
      let fallback: Buffer | undefined;
      const overall = setTimeout(() => resolve(fallback), this.#options.deadline);
      const patience = setTimeout(() => startNext(), this.#options.patience);
      signal.addEventListener('abort', () => {
        clearTimeout(overall);
        clearTimeout(patience);
      });
      const startNext = (): void => {
        const server = waiting.shift();
        if (!server) {
          if (running === 0) resolve(fallback);
          return;
        }
        running += 1;
        patience.refresh();
        ask(server).then(
          (answer) => (isUnhelpful(answer) ? giveUp(answer) : resolve(answer)),
          () => giveUp(undefined),
        );
      };
      const giveUp = (answer: Buffer | undefined): void => {
        running -= 1;
        fallback = answer ?? fallback;
        if (!signal.aborted) startNext();
      };
      startNext();
    });
  }
}
