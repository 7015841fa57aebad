import type { LogProgress, LogSource } from '../../dashboard-api/index.ts';
import type { LineReader } from './line-reader.ts';
import type { Matcher } from './matcher.ts';

/** A container whose log is read. */
export interface ReadSource {
  source: LogSource;
  /** Its whole id. */
  container: string;
}

/** What all that read a view's lines share. */
export interface Reading {
  reader: LineReader;
  sources: readonly ReadSource[];
  /** Absent where every line is shown. */
  matcher: Matcher | undefined;
  /** Passes over most lines that the matcher does not want. */
  sieve: RegExp | undefined;
  since?: string;
  until?: string;
  signal: AbortSignal;
  /** A source that cannot be read, and why; the others are read nevertheless. */
  onProblem: (source: ReadSource, error: unknown) => void;
}

/** Containers that are read at once. */
const AT_ONCE = 6;

/** Each source once, some at a time; one that fails is told of and does not stop the others. */
export async function eachSource(
  reading: Reading,
  work: (source: ReadSource) => Promise<void>,
): Promise<void> {
  const waiting = [...reading.sources];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        await work(next);
      } catch (error) {
        if (reading.signal.aborted) throw error;
        reading.onProblem(next, error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** Milliseconds between two tellings. */
const PACE = 200;

/** Tells how far a reading has come, not too often. */
export class ProgressTeller {
  readonly progress: LogProgress = { scanned: 0, found: 0 };
  readonly #tell: (progress: LogProgress) => void;
  #told = performance.now();

  constructor(tell: (progress: LogProgress) => void) {
    this.#tell = tell;
  }

  scanned(lines: number, reached: string | undefined): void {
    this.progress.scanned += lines;
    if (reached !== undefined) this.progress.reached = reached;
    if (performance.now() - this.#told < PACE) return;
    this.#told = performance.now();
    this.#tell({ ...this.progress });
  }
}
