import type { ContainerCreateRequest, ContainerCreateResponse, Exact } from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';

/** What is asked of an engine for many containers at once. Ids may be names. */
export interface ContainerCalls {
  create(
    name: string,
    platform: string | undefined,
    request: Exact<ContainerCreateRequest>,
  ): Promise<ContainerCreateResponse>;
  start(id: string): Promise<void>;
  /** Seconds; undefined: as the container has it. */
  stop(id: string, timeout: number | undefined): Promise<void>;
  /** By force, stopped before; `onStopped` is called in between. */
  stopAndRemove(id: string, options: StopAndRemove): Promise<void>;
  /** Nothing more will be asked. */
  close(): void;
}

export interface StopAndRemove {
  timeout: number | undefined;
  volumes: boolean;
  onStopped: () => void;
}

/** One request per call, as every engine knows them. */
export class PlainCalls implements ContainerCalls {
  readonly #client: EngineClient;
  readonly #signal: AbortSignal;

  constructor(client: EngineClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  create(
    name: string,
    platform: string | undefined,
    body: Exact<ContainerCreateRequest>,
  ): Promise<ContainerCreateResponse> {
    const query = { name, platform };
    return this.#client.json({
      method: 'POST',
      path: '/containers/create',
      query,
      body,
      signal: this.#signal,
    });
  }

  async start(id: string): Promise<void> {
    await this.#client.json({ method: 'POST', path: `/containers/${id}/start`, signal: this.#signal });
  }

  async stop(id: string, timeout: number | undefined): Promise<void> {
    const query = { t: timeout };
    await this.#client.json({ method: 'POST', path: `/containers/${id}/stop`, query, signal: this.#signal });
  }

  async stopAndRemove(id: string, { timeout, volumes, onStopped }: StopAndRemove): Promise<void> {
    await this.stop(id, timeout);
    onStopped();
    const query = { force: true, v: volumes };
    await this.#client.json({ method: 'DELETE', path: `/containers/${id}`, query, signal: this.#signal });
  }

  close(): void {}
}
