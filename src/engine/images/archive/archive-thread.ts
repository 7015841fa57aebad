/** One archive worker, as the main thread sees it: does one job at a time. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { EngineError } from '../../../shared/index.ts';
import type { FromWorker, Job, ToWorker, UnpackResult } from './jobs.ts';

/** What comes while a job runs, besides its result. */
export type JobMessage = Exclude<FromWorker, { done: unknown } | { failed: unknown }>;

/** The built program is plain JavaScript, with the worker's file beside it. */
function workerFile(): URL {
  const name = import.meta.url.endsWith('.ts') ? './archive-worker.ts' : './archive-worker.js';
  return new URL(name, import.meta.url);
}

export class ArchiveThread {
  /** Set to 1 to make the worker stop. It is asked rather than terminated: ending a thread within a system call of koffi aborts the process. */
  readonly #stopFlag = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker = new Worker(workerFile(), { workerData: this.#stopFlag });
  #onMessage: ((message: FromWorker) => void) | undefined;
  #onDeath: ((error: Error) => void) | undefined;
  #stopping: Promise<unknown> | undefined;
  #dead = false;

  constructor() {
    this.#worker.on('message', (message: FromWorker) => this.#onMessage?.(message));
    this.#worker.on('error', (error) => this.#die(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', () => this.#die(new Error('the archive worker ended')));
  }

  get usable(): boolean {
    return !this.#dead && this.#stopping === undefined;
  }

  /**
   * Resolves with the worker's result; when this settles, the worker has done with the folder.
   * @throws EngineError `invalid` for a damaged archive, `system` for the rest; the signal's reason.
   */
  async run(
    job: Job,
    onMessage: (message: JobMessage) => void,
    signal?: AbortSignal,
  ): Promise<UnpackResult | undefined> {
    signal?.throwIfAborted();
    const onAbort = (): void => void this.stop();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await this.#converse(job, onMessage);
    } catch (error) {
      await this.stop();
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #converse(job: Job, onMessage: (message: JobMessage) => void): Promise<UnpackResult | undefined> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        this.#onMessage = undefined;
        this.#onDeath = undefined;
        act();
      };
      this.#onDeath = (error) => settle(() => reject(error));
      this.#onMessage = (message) => {
        if ('done' in message) settle(() => resolve(message.done));
        else if ('failed' in message) settle(() => reject(errorOf(message.failed)));
        else onMessage(message);
      };
      this.post(job);
    });
  }

  post(message: ToWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(message);
  }

  /** A thread without work does not keep the process alive. */
  setBusy(busy: boolean): void {
    if (busy) this.#worker.ref();
    else this.#worker.unref();
  }

  /** Resolves when the thread is gone. */
  async stop(): Promise<void> {
    if (this.#dead) return;
    if (this.#stopping === undefined) {
      this.#stopping = once(this.#worker, 'exit');
      Atomics.store(this.#stopFlag, 0, 1);
      this.setBusy(true);
      this.post({ stop: true });
    }
    await this.#stopping;
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
