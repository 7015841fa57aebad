import type { Socket } from 'node:net';
import type { ExitEvent, RunningProcess } from './keeper/protocol.ts';
import { type Keeper, KeeperError, type KeeperLine } from './keeper-client.ts';

/** Milliseconds of nothing to keep after which the keeper is let go: it costs as much memory as half an engine. */
const LINGER = 5000;

/**
 * The keeper as the engine sees it: started when something is about to run, gone some seconds after the last process ended. One that
 * could not be started is tried again by the next who needs it.
 */
export class KeeperOnDemand implements Keeper {
  readonly #open: () => Promise<KeeperLine>;
  readonly #exitListeners: ((event: ExitEvent) => void)[] = [];
  readonly #lostListeners: (() => void)[] = [];
  #line: Promise<KeeperLine> | undefined;
  /** While the keeper is asked whether it can go: what is to be done waits for its answer. */
  #asking: Promise<void> | undefined;
  /** Calls under way; the keeper itself knows what runs. */
  #calls = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param running a keeper that an earlier engine left @param open starts one */
  constructor(running: KeeperLine | undefined, open: () => Promise<KeeperLine>) {
    this.#open = open;
    if (running === undefined) return;
    this.#line = Promise.resolve(running);
    this.#watch(running);
    this.#linger();
  }

  /** Begins to start it, for what will need it soon. */
  prepare(): void {
    // Whoever needs it is told why it did not start.
    this.#use(async () => {}).catch(() => {});
  }

  start(call: Parameters<Keeper['start']>[0]): Promise<RunningProcess> {
    return this.#use((line) => line.start(call));
  }

  attach(request: Parameters<Keeper['attach']>[0]): Promise<Socket> {
    return this.#use((line) => line.attach(request));
  }

  async signal(key: string, signal: number): Promise<boolean> {
    return (await this.#isThere()) ? this.#use((line) => line.signal(key, signal)) : false;
  }

  async resize(key: string, rows: number, columns: number): Promise<void> {
    if (!(await this.#isThere())) throw new KeeperError('not-running', `${key} is not running`);
    await this.#use((line) => line.resize(key, rows, columns));
  }

  async list(): Promise<RunningProcess[]> {
    return (await this.#isThere()) ? this.#use((line) => line.list()) : [];
  }

  async discard(key: string): Promise<void> {
    if (await this.#isThere()) await this.#use((line) => line.discard(key));
  }

  onExit(listener: (event: ExitEvent) => void): void {
    this.#exitListeners.push(listener);
  }

  onLost(listener: () => void): void {
    this.#lostListeners.push(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#asking;
    await this.#line?.then(
      (line) => line.close(),
      () => {},
    );
  }

  async #use<T>(act: (line: KeeperLine) => Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    this.#calls++;
    try {
      await this.#asking;
      return await act(await this.#ready());
    } finally {
      this.#calls--;
      this.#linger();
    }
  }

  async #isThere(): Promise<boolean> {
    await this.#asking;
    return this.#line !== undefined;
  }

  #ready(): Promise<KeeperLine> {
    if (this.#line !== undefined) return this.#line;
    const opening = this.#open();
    this.#line = opening;
    opening.then(
      (line) => this.#watch(line),
      () => {
        if (this.#line === opening) this.#line = undefined;
      },
    );
    return opening;
  }

  #watch(line: KeeperLine): void {
    line.onExit((event) => {
      for (const listener of this.#exitListeners) listener(event);
      this.#linger();
    });
    line.onLost(() => {
      this.#line = undefined;
      for (const listener of this.#lostListeners) listener();
    });
  }

  #linger(): void {
    clearTimeout(this.#timer);
    if (this.#line === undefined || this.#calls > 0 || this.#closed) return;
    this.#timer = setTimeout(() => void this.#letGo(), LINGER);
    this.#timer.unref();
  }

  /** The keeper goes only when nothing runs and nobody waits. */
  async #letGo(): Promise<void> {
    const line = await this.#line?.catch(() => undefined);
    if (line === undefined || this.#calls > 0 || this.#closed) return;
    this.#asking = line.leave().then(
      (goes) => {
        if (goes) this.#line = undefined;
      },
      // Lost meanwhile, which is told to those who listen.
      () => {},
    );
    await this.#asking;
    this.#asking = undefined;
  }
}
