import type { EngineClient } from '../../engine-client/index.ts';
import { inspectContainer } from '../observe/containers.ts';
import { OverdueHealthChecks } from './overdue-health-checks.ts';

/** Sees to it that containers which somebody looks at come to be healthy or not, also where their engine leaves the checks to others. */
export class HealthAttendance {
  readonly #client: EngineClient;
  readonly #signal: AbortSignal;
  readonly #checks: OverdueHealthChecks;
  readonly #attended = new Map<string, Promise<void>>();

  constructor(client: EngineClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
    this.#checks = new OverdueHealthChecks(client);
  }

  /**
   * Until its checks have told, it ends, or the signal aborts.
   * @param container id or name
   */
  attend(container: string): void {
    if (this.#attended.has(container)) return;
    const attending = this.#attend(container)
      // An engine that went away is told by its events.
      .catch(() => undefined)
      .finally(() => this.#attended.delete(container));
    this.#attended.set(container, attending);
  }

  async #attend(container: string): Promise<void> {
    const query = { client: this.#client, signal: this.#signal };
    while (!this.#signal.aborted) {
      const found = await inspectContainer(query, container);
      const left = found && (await this.#checks.attend(container, found, this.#signal));
      if (left === undefined) return;
      await pause(left, this.#signal);
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, milliseconds);
    signal.addEventListener('abort', over, { once: true });
  });
}
