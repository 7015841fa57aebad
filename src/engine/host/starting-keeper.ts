import type { Socket } from 'node:net';
import type { ExitEvent, RunningProcess } from './keeper/protocol.ts';
import type { Keeper } from './keeper-client.ts';

/**
 * A keeper that is only just being started: the engine answers meanwhile, and what needs the keeper waits for it. When it
 * does not come up, whoever needs it is told why.
 */
export class StartingKeeper implements Keeper {
  readonly #ready: Promise<Keeper>;
  #isReady = false;

  constructor(ready: Promise<Keeper>) {
    this.#ready = ready;
    this.#ready.then(
      () => {
        this.#isReady = true;
      },
      // The first call that needs it tells.
      () => {},
    );
  }

  async start(call: Parameters<Keeper['start']>[0]): Promise<RunningProcess> {
    return (await this.#ready).start(call);
  }

  async signal(key: string, signal: number): Promise<boolean> {
    return (await this.#ready).signal(key, signal);
  }

  async resize(key: string, rows: number, columns: number): Promise<void> {
    await (await this.#ready).resize(key, rows, columns);
  }

  /** A new keeper has nothing running. */
  async list(): Promise<RunningProcess[]> {
    return this.#isReady ? (await this.#ready).list() : [];
  }

  async discard(key: string): Promise<void> {
    await (await this.#ready).discard(key);
  }

  async attach(request: Parameters<Keeper['attach']>[0]): Promise<Socket> {
    return (await this.#ready).attach(request);
  }

  onExit(listener: (event: ExitEvent) => void): void {
    this.#whenReady((keeper) => keeper.onExit(listener));
  }

  onLost(listener: () => void): void {
    this.#whenReady((keeper) => keeper.onLost(listener));
  }

  async close(): Promise<void> {
    await this.#ready.then(
      (keeper) => keeper.close(),
      () => {},
    );
  }

  #whenReady(act: (keeper: Keeper) => void): void {
    this.#ready.then(act, () => {});
  }
}
