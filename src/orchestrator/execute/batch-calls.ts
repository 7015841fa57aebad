import type {
  BatchJob,
  BatchResult,
  BatchStep,
  ContainerCreateRequest,
  ContainerCreateResponse,
  Exact,
} from '../../engine-api/index.ts';
import { type EngineClient, engineRefusal } from '../../engine-client/index.ts';
import { exactJson } from '../../shared/index.ts';
import { type ContainerCalls, PlainCalls, type StopAndRemove } from './container-calls.ts';
import { PacedStops } from './paced-stops.ts';
import { PodmanCalls } from './podman-calls.ts';

interface Pending {
  resolve: (results: BatchResult[]) => void;
  reject: (error: unknown) => void;
  results: BatchResult[];
  onStep: ((step: BatchStep) => void) | undefined;
}

/** All calls over one request of our own engine (`/tutti/containers/batch`): neither side spends a message's head on each. */
export class BatchCalls implements ContainerCalls {
  readonly #client: EngineClient;
  readonly #signal: AbortSignal;
  readonly #plain: PlainCalls;
  readonly #pending = new Map<string, Pending>();
  readonly #jobs: string[] = [];
  #wake: (() => void) | undefined;
  #closed = false;
  #opened = false;
  #failure: { error: unknown } | undefined;
  #count = 0;

  constructor(client: EngineClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
    this.#plain = new PlainCalls(client, signal);
  }

  async create(
    name: string,
    platform: string | undefined,
    request: Exact<ContainerCreateRequest>,
  ): Promise<ContainerCreateResponse> {
    // A job has no place for a platform.
    if (platform !== undefined) return this.#plain.create(name, platform, request);
    const results = await this.#job({ Create: { Name: name, Config: request } });
    const created = results.find(({ Step }) => Step === 'create');
    return { Id: created?.Id ?? '', Warnings: created?.Warnings ?? [] };
  }

  async start(id: string): Promise<void> {
    await this.#job({ Id: id, Start: true });
  }

  async stop(id: string, timeout: number | undefined): Promise<void> {
    await this.#job({ Id: id, Stop: timeoutOf(timeout) });
  }

  async stopAndRemove(id: string, { timeout, volumes, onStopped }: StopAndRemove): Promise<void> {
    const job = { Id: id, Stop: timeoutOf(timeout), Remove: { Force: true, Volumes: volumes } };
    await this.#job(job, (step) => {
      if (step === 'stop') onStopped();
    });
  }

  close(): void {
    this.#closed = true;
    this.#notify();
  }

  #job(job: Exact<Omit<BatchJob, 'Key'>>, onStep?: (step: BatchStep) => void): Promise<BatchResult[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    const key = String(this.#count++);
    const { promise, resolve, reject } = Promise.withResolvers<BatchResult[]>();
    this.#pending.set(key, { resolve, reject, results: [], onStep });
    this.#jobs.push(`${exactJson({ Key: key, ...job })}\n`);
    if (!this.#opened) void this.#open();
    this.#notify();
    return promise;
  }

  async #open(): Promise<void> {
    this.#opened = true;
    try {
      const results = this.#client.lines<BatchResult>({
        method: 'POST',
        path: '/tutti/containers/batch',
        headers: { 'Content-Type': 'application/x-ndjson' },
        rawBody: this.#body(),
        signal: this.#signal,
      });
      for await (const result of results) this.#take(result);
      this.#fail(new Error('the engine ended the batch before all was done'));
    } catch (error) {
      this.#fail(error);
    }
  }

  #take(result: BatchResult): void {
    const pending = this.#pending.get(result.Key);
    if (pending === undefined) return;
    if (result.Error !== undefined) {
      this.#pending.delete(result.Key);
      pending.reject(engineRefusal(result.Error.Status, result.Error.Message));
      return;
    }
    pending.results.push(result);
    if (result.Step !== undefined) pending.onStep?.(result.Step);
    if (result.Done !== true) return;
    this.#pending.delete(result.Key);
    pending.resolve(pending.results);
  }

  #fail(error: unknown): void {
    this.#failure = { error };
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  /** Jobs that came in the same turn go in one piece. */
  async *#body(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      if (this.#jobs.length > 0) yield Buffer.from(this.#jobs.splice(0).join(''));
      else if (this.#closed) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

function timeoutOf(timeout: number | undefined): { Timeout?: number } {
  return timeout === undefined ? {} : { Timeout: timeout };
}

/** Chooses with the first call: the quicker way where the engine has it. */
export class EngineCalls implements ContainerCalls {
  readonly #client: EngineClient;
  readonly #signal: AbortSignal;
  #chosen: Promise<ContainerCalls> | undefined;

  constructor(client: EngineClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  async create(...call: Parameters<ContainerCalls['create']>): Promise<ContainerCreateResponse> {
    return (await this.#choose()).create(...call);
  }

  async start(id: string): Promise<void> {
    await (await this.#choose()).start(id);
  }

  async stop(id: string, timeout: number | undefined): Promise<void> {
    await (await this.#choose()).stop(id, timeout);
  }

  async stopAndRemove(id: string, options: StopAndRemove): Promise<void> {
    await (await this.#choose()).stopAndRemove(id, options);
  }

  close(): void {
    void this.#chosen?.then((calls) => calls.close());
  }

  #choose(): Promise<ContainerCalls> {
    this.#chosen ??= this.#find();
    return this.#chosen;
  }

  async #find(): Promise<ContainerCalls> {
    const client = this.#client;
    if (await client.offers('containers/batch')) return new BatchCalls(client, this.#signal);
    const Calls = (await client.isPodman()) ? PodmanCalls : PlainCalls;
    return new PacedStops(new Calls(client, this.#signal));
  }
}
