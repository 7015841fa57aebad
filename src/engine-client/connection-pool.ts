import type { Duplex } from 'node:stream';

/** How a new connection to the engine is made. */
export type Dial = (signal: AbortSignal | undefined) => Promise<Duplex>;

interface Idle {
  connection: Duplex;
  /** Milliseconds since the epoch. */
  since: number;
  onEnd: () => void;
}

export interface PoolLimits {
  /** Milliseconds. */
  idle: number;
  /** How many connections may be dialled at the same time; who comes later waits for one of them, or for one that is given back. */
  dials: number;
}

/**
 * Connections that were used and can be used again. One that has been idle for longer than `limits.idle` is not reused:
 * servers close idle connections (Node's after 5 s), and a request must not meet that moment.
 */
export class ConnectionPool {
  readonly #dial: Dial;
  readonly #limits: PoolLimits;
  readonly #waiting = new Set<() => void>();
  #idle: Idle[] = [];
  #dialling = 0;

  constructor(dial: Dial, limits: PoolLimits) {
    this.#dial = dial;
    this.#limits = limits;
  }

  async take(signal: AbortSignal | undefined): Promise<Duplex> {
    for (;;) {
      const connection = this.#takeIdle();
      if (connection !== undefined) return connection;
      if (this.#dialling < this.#limits.dials) return this.#dialNew(signal);
      await this.#turn(signal);
    }
  }

  async #dialNew(signal: AbortSignal | undefined): Promise<Duplex> {
    this.#dialling += 1;
    try {
      return await this.#dial(signal);
    } finally {
      this.#dialling -= 1;
      this.#wakeNext();
    }
  }

  /** Resolves when a connection may be free, or another may be dialled. */
  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        signal?.removeEventListener('abort', abort);
        this.#waiting.delete(wake);
        end();
      };
      const wake = (): void => settle(resolve);
      const abort = (): void => settle(() => reject(signal?.reason as Error));
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.add(wake);
    });
  }

  #wakeNext(): void {
    const [wake] = this.#waiting;
    wake?.();
  }

  #takeIdle(): Duplex | undefined {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      const { connection } = idle;
      connection.off('readable', idle.onEnd);
      connection.off('close', this.#drop);
      connection.off('error', ignore);
      if (!connection.destroyed && Date.now() - idle.since < this.#limits.idle) {
        setReferenced(connection, true);
        return connection;
      }
      connection.destroy();
    }
    return undefined;
  }

  give(connection: Duplex): void {
    if (connection.destroyed || !connection.readable) return;
    setReferenced(connection, false);
    // Nothing is due on an idle connection: what can be read is its end.
    const onEnd = (): void => void connection.destroy();
    connection.on('readable', onEnd);
    connection.on('close', this.#drop);
    connection.on('error', ignore);
    this.#idle.push({ connection, since: Date.now(), onEnd });
    this.#wakeNext();
  }

  close(): void {
    for (const { connection } of this.#idle) connection.destroy();
    this.#idle = [];
  }

  #drop = (): void => {
    this.#idle = this.#idle.filter(({ connection }) => !connection.destroyed);
  };
}

function ignore(): void {}

/** An idle connection must not keep the process alive. */
function setReferenced(connection: Duplex, referenced: boolean): void {
  const socket = connection as Duplex & { ref?: () => void; unref?: () => void };
  if (referenced) socket.ref?.();
  else socket.unref?.();
}
