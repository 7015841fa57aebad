/** Work that several callers want at once and that is done once. */
import type { JsonMessage } from '../../engine-api/index.ts';
import type { Emit } from './progress.ts';

interface Running<Result> {
  result: Promise<Result>;
  abort: AbortController;
  listeners: Set<Emit>;
  /** What a caller who comes late has missed, without the counts. */
  said: JsonMessage[];
  waiting: number;
}

export class SharedWork<Result> {
  readonly #running = new Map<string, Running<Result>>();

  /** Joins the work under the key, or starts it. It is given up when all who wait for it have given up. */
  async run(
    key: string,
    start: (emit: Emit, signal: AbortSignal) => Promise<Result>,
    options: { signal?: AbortSignal | undefined; emit: Emit },
  ): Promise<Result> {
    options.signal?.throwIfAborted();
    const work = this.#running.get(key) ?? this.#start(key, start);
    for (const message of work.said) options.emit(message);
    const listener: Emit = (message) => options.emit(message);
    work.listeners.add(listener);
    work.waiting += 1;
    try {
      return await abortable(work.result, options.signal);
    } finally {
      work.listeners.delete(listener);
      work.waiting -= 1;
      if (work.waiting === 0) {
        work.abort.abort();
        if (this.#running.get(key) === work) this.#running.delete(key);
      }
    }
  }

  #start(key: string, start: (emit: Emit, signal: AbortSignal) => Promise<Result>): Running<Result> {
    const abort = new AbortController();
    const listeners = new Set<Emit>();
    const said: JsonMessage[] = [];
    const emit: Emit = (message) => {
      if (message.progressDetail?.total === undefined) said.push(message);
      for (const listener of listeners) listener(message);
    };
    // Begins in a later turn, so that the first caller hears everything.
    const result = Promise.resolve().then(() => start(emit, abort.signal));
    const work: Running<Result> = { result, abort, listeners, said, waiting: 0 };
    this.#running.set(key, work);
    const done = (): void => {
      if (this.#running.get(key) === work) this.#running.delete(key);
    };
    result.then(done, done);
    return work;
  }
}

/** The promise, or the signal's reason where that comes first. */
async function abortable<Result>(promise: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return await promise;
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}
