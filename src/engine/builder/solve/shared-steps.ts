import type { StepRecord } from '../cache/step-cache.ts';
import { isAbort } from './build-error.ts';

type Output = { stream: 'stdout' | 'stderr'; text: string };

interface Running {
  done: Promise<StepRecord>;
  /** All output so far, for those who come later. */
  output: Output[];
  listeners: Set<(output: Output) => void>;
}

/** Steps that are being done: the same step asked for by two builds at once is done once. */
export class SharedSteps {
  readonly #running = new Map<string, Running>();

  /** `work` runs unless the step is under way already; who waits for another's step does it himself when that one is cancelled. */
  async run(
    key: string,
    signal: AbortSignal,
    onOutput: (output: Output) => void,
    work: (emit: (output: Output) => void) => Promise<StepRecord>,
  ): Promise<StepRecord> {
    for (;;) {
      signal.throwIfAborted();
      const other = this.#running.get(key);
      if (!other) return this.#start(key, onOutput, work);
      const record = await this.#follow(other, signal, onOutput);
      if (record) return record;
    }
  }

  #start(
    key: string,
    onOutput: (output: Output) => void,
    work: (emit: (output: Output) => void) => Promise<StepRecord>,
  ): Promise<StepRecord> {
    const output: Output[] = [];
    const listeners = new Set([onOutput]);
    const emit = (piece: Output): void => {
      output.push(piece);
      for (const listener of listeners) listener(piece);
    };
    const done = work(emit).finally(() => this.#running.delete(key));
    this.#running.set(key, { done, output, listeners });
    return done;
  }

  /** Undefined when the one who did the step gave up. */
  async #follow(
    running: Running,
    signal: AbortSignal,
    onOutput: (output: Output) => void,
  ): Promise<StepRecord | undefined> {
    for (const piece of running.output) onOutput(piece);
    running.listeners.add(onOutput);
    const aborted = Promise.withResolvers<never>();
    const onAbort = (): void => aborted.reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([running.done, aborted.promise]);
    } catch (error) {
      if (signal.aborted || !isAbort(error)) throw error;
      return undefined;
    } finally {
      running.listeners.delete(onOutput);
      signal.removeEventListener('abort', onAbort);
    }
  }
}
