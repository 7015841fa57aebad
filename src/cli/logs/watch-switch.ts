/** Turns the watch of an attached `up` on and off. */
import type { Project } from '../../compose-file/index.ts';

export interface WatchRun {
  signal: AbortSignal;
  project: Project;
  /** What happens from now on is seen. */
  onEnabled: () => void;
}

interface CurrentRun {
  stop: AbortController;
  ended: Promise<void>;
}

export class WatchSwitch {
  readonly #run: (run: WatchRun) => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  readonly #listeners: (() => void)[] = [];
  #project: Project;
  #current: CurrentRun | undefined;

  /** @param onFailure hears of watches that end otherwise than by being turned off, once they were on */
  constructor(project: Project, run: (run: WatchRun) => Promise<void>, onFailure: (error: unknown) => void) {
    this.#project = project;
    this.#run = run;
    this.#onFailure = onFailure;
  }

  get isOn(): boolean {
    return this.#current !== undefined;
  }

  /** The project as what runs was made from. */
  use(project: Project): void {
    this.#project = project;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async toggle(): Promise<void> {
    if (this.isOn) await this.stop();
    else await this.start().catch(this.#onFailure);
  }

  /** Resolves when the watch is on. */
  async start(): Promise<void> {
    const stop = new AbortController();
    const enabled = Promise.withResolvers<void>();
    let isEnabled = false;
    const onEnabled = (): void => {
      isEnabled = true;
      enabled.resolve();
    };
    const run = { stop, ended: Promise.resolve() };
    run.ended = this.#run({ signal: stop.signal, project: this.#project, onEnabled }).then(
      () => this.#over(run),
      (error: unknown) => {
        this.#over(run);
        if (stop.signal.aborted) return;
        if (isEnabled) this.#onFailure(error);
        enabled.reject(error);
      },
    );
    // Who waits below hears of a failure before it was enabled; nobody waits after.
    enabled.promise.catch(() => undefined);
    this.#set(run);
    await Promise.race([enabled.promise, run.ended]);
  }

  async stop(): Promise<void> {
    const current = this.#current;
    current?.stop.abort();
    await current?.ended;
  }

  #over(run: CurrentRun): void {
    if (this.#current === run) this.#set(undefined);
  }

  #set(current: CurrentRun | undefined): void {
    this.#current = current;
    for (const listener of this.#listeners) listener();
  }
}
