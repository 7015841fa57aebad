/** One archive worker, as the main thread sees it: does one job at a time. */
import { Worker } from 'node:worker_threads';
import { EngineError } from '../../../shared/index.ts';
import type { FromWorker, Job, ToWorker, UnpackResult } from './jobs.ts';

/** What comes while a job runs, besides its result. */
export type JobMessage = Exclude<FromWorker, { done: unknown } | { failed: unknown }>;

/** The built program is plain JavaScript, with the worker's file beside it. */
function workerFile(): URL {
  return new URL(
    import.meta.url.endsWith('.ts') ? './archive-worker.ts' : './archive-worker.js',
    import.meta.url,
  );
}

export class ArchiveThread {
  readonly #worker = new Worker(workerFile());
  #onMessage: ((message: FromWorker) => void) | undefined;
  #onDeath: ((error: Error) => void) | undefined;
  #dead = false;

  constructor() {
    this.#worker.on('message', (message: FromWorker) => this.#onMessage?.(message));
    this.#worker.on('error', (error) => this.#die(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', () => this.#die(new Error('the archive worker ended')));
  }

  get usable(): boolean {
    return !this.#dead;
  }

  /** Resolves with the worker's result. @throws EngineError `invalid` for a damaged archive, `system` for the rest. */
  run(
    job: Job,
    onMessage: (message: JobMessage) => void,
    signal?: AbortSignal,
  ): Promise<UnpackResult | undefined> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        void this.stop();
        settle(() => reject(signal?.reason as Error));
      };
      const settle = (act: () => void): void => {
        signal?.removeEventListener('abort', onAbort);
        this.#onMessage = undefined;
        this.#onDeath = undefined;
        act();
      };
      this.#onMessage = (message) => {
        if ('done' in message) settle(() => resolve(message.done));
        else if ('failed' in message) settle(() => reject(errorOf(message.failed)));
        else onMessage(message);
      };
      this.#onDeath = (error) => settle(() => reject(error));
      if (signal?.aborted) return onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
      this.post(job);
      return undefined;
    });
  }

  post(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  /** A thread without work does not keep the process alive. */
  setBusy(busy: boolean): void {
    if (busy) this.#worker.ref();
    else this.#worker.unref();
  }

  async stop(): Promise<void> {
    this.#dead = true;
    await this.#worker.terminate();
  }

  #die(error: Error): void {
    this.#dead = true;
    this.#onDeath?.(error);
  }
}

function errorOf(failed: { message: string; code: string | undefined; isArchive: boolean }): EngineError {
  if (failed.isArchive) return new EngineError('invalid', `Error processing tar file: ${failed.message}`);
  const cause = failed.code === undefined ? undefined : { code: failed.code };
  return new EngineError('system', failed.message, { cause });
}
