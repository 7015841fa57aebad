import { type Signal, signal } from '@preact/signals';
import type {
  Failure,
  LogEntry,
  LogHistogram,
  LogLevel,
  LogView,
} from '../../../../src/dashboard-api/index.ts';
import { call, failureOf } from '../../connection/index.ts';
import { factsOf } from './line-facts.ts';

export interface CountState {
  histogram: LogHistogram | undefined;
  counting: boolean;
  failure?: Failure;
}

/** Buckets that the server gives; of what comes later at most as many more, then two become one. */
const MOST_BUCKETS = 240;

/** Milliseconds between two drawings of what comes. */
const PACE = 500;

/** Lines of a view by time and level: what the server counted, and what has come since. */
export class LineCounts {
  readonly state: Signal<CountState> = signal<CountState>({ histogram: undefined, counting: true });
  readonly #over: AbortController = new AbortController();
  #waiting: LogHistogram | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  start(engine: string, view: LogView): void {
    const { signal } = this.#over;
    const onProgress = (histogram: LogHistogram): void => {
      this.state.value = { histogram, counting: true };
    };
    call('logs.histogram', engine, view, { signal, onProgress }).then(
      (histogram) => {
        this.state.value = { histogram, counting: false };
      },
      (error: unknown) => {
        if (!signal.aborted)
          this.state.value = { ...this.state.peek(), counting: false, failure: failureOf(error) };
      },
    );
  }

  stop(): void {
    this.#over.abort();
    clearTimeout(this.#timer);
  }

  /** Lines that came after the count; shown a little later, many at once. */
  add(entries: readonly LogEntry[]): void {
    const { histogram, counting } = this.state.peek();
    if (histogram === undefined || counting) return;
    this.#waiting ??= { ...histogram, counts: { ...histogram.counts } };
    for (const entry of entries) if (entry.continues !== true) addOne(this.#waiting, entry);
    this.#timer ??= setTimeout(() => this.#show(), PACE);
  }

  #show(): void {
    const next = this.#waiting;
    this.#timer = undefined;
    this.#waiting = undefined;
    if (next !== undefined)
      this.state.value = { histogram: bucketsOf(next) > MOST_BUCKETS ? halved(next) : next, counting: false };
  }
}

function addOne(histogram: LogHistogram, entry: LogEntry): void {
  const level: LogLevel | 'none' = factsOf(entry).level ?? 'none';
  const bucket = Math.floor((Date.parse(entry.time) - histogram.start) / histogram.step);
  if (bucket < 0 || bucket > MOST_BUCKETS * 4) return;
  const counts = histogram.counts[level] ?? [];
  while (counts.length <= bucket) counts.push(0);
  counts[bucket] = (counts[bucket] ?? 0) + 1;
  histogram.counts[level] = counts;
  histogram.found += 1;
}

export function bucketsOf({ counts }: LogHistogram): number {
  return Math.max(1, ...Object.values(counts).map(({ length }) => length));
}

function halved(histogram: LogHistogram): LogHistogram {
  const counts: LogHistogram['counts'] = {};
  for (const [level, numbers] of Object.entries(histogram.counts)) {
    counts[level as LogLevel] = Array.from(
      { length: Math.ceil(numbers.length / 2) },
      (_, index) => (numbers[index * 2] ?? 0) + (numbers[index * 2 + 1] ?? 0),
    );
  }
  return { ...histogram, step: histogram.step * 2, counts };
}
