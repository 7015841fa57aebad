import type { Duplex } from 'node:stream';

/** How a new connection to the engine is made. */
export type Dial = (signal: AbortSignal | undefined) => Promise<Duplex>;

interface Idle {
  connection: Duplex;
  /** Milliseconds since the epoch. */
  since: number;
  onEnd: () => void;
}

/**
 * Connections that were used and can be used again. One that has been idle for longer than `maxIdle` is not reused:
 * servers close idle connections (Node's after 5 s), and a request must not meet that moment.
 */
export class ConnectionPool {
  readonly #dial: Dial;
  readonly #maxIdle: number;
  #idle: Idle[] = [];

  constructor(dial: Dial, maxIdle: number) {
    this.#dial = dial;
    this.#maxIdle = maxIdle;
  }

  async take(signal: AbortSignal | undefined): Promise<Duplex> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      const { connection } = idle;
      connection.off('readable', idle.onEnd);
      connection.off('close', this.#drop);
      connection.off('error', ignore);
      if (!connection.destroyed && Date.now() - idle.since < this.#maxIdle) {
        setReferenced(connection, true);
        return connection;
      }
      connection.destroy();
    }
    return this.#dial(signal);
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
