import type { ContainerSummary } from '../../engine-api/index.ts';
import type { LogLine } from '../contract-events.ts';
import type { ContainerQuery } from '../observe/containers.ts';
import { followedLogs } from '../streams/followed-logs.ts';
import { ReadingPlace } from '../streams/reading-place.ts';

/**
 * What a container says, run after run, each line once. Its first run is listened to; all later ones are read from its log, since a slow
 * reader comes to the end of one run when the next has begun or is over.
 */
export class AttachedOutput {
  readonly #query: ContainerQuery;
  readonly container: ContainerSummary;
  readonly #take: (line: LogLine) => void;
  #place = new ReadingPlace();
  /** Listening began before the run did, whose start is to be told yet; it may be over by then. */
  #awaitsStart = false;
  #listens = false;
  /** A run began that the present reading may not have. */
  #again = false;
  #reading: Promise<void> | undefined;
  #all: Promise<void> | undefined;

  constructor(query: ContainerQuery, container: ContainerSummary, take: (line: LogLine) => void) {
    this.#query = query;
    this.container = container;
    this.#take = take;
  }

  /** Until the run that is being read has been shown; undefined when nothing is read. */
  get run(): Promise<void> | undefined {
    return this.#reading;
  }

  /** Until all runs that began have been shown; undefined when nothing is read. */
  get all(): Promise<void> | undefined {
    return this.#all;
  }

  /** Takes the lines of a run from a connection. */
  listen(lines: AsyncIterable<LogLine[]>): void {
    this.#listens = true;
    this.#awaitsStart = this.container.State !== 'running';
    this.#begin(lines);
  }

  started(): void {
    if (this.#awaitsStart) this.#awaitsStart = false;
    else if (this.#all === undefined) this.#begin(this.#fromLog());
    else this.#again = true;
  }

  /** A run is over since that time (nanoseconds since the epoch). */
  ended(time: bigint): void {
    if (this.#listens) this.#place = new ReadingPlace(time);
    this.#listens = false;
  }

  #begin(lines: AsyncIterable<LogLine[]>): void {
    const all = this.#readAll(lines).finally(() => {
      this.#all = undefined;
    });
    // Whoever waits for it is told.
    all.catch(() => undefined);
    this.#all = all;
  }

  async #readAll(first: AsyncIterable<LogLine[]>): Promise<void> {
    for (let lines = first; ; lines = this.#fromLog()) {
      this.#again = false;
      this.#reading = this.#read(lines);
      try {
        await this.#reading;
      } finally {
        this.#reading = undefined;
      }
      if (!this.#again) return;
    }
  }

  async #read(batches: AsyncIterable<LogLine[]>): Promise<void> {
    try {
      for await (const lines of batches) for (const line of lines) this.#take(line);
    } catch (error) {
      if (!this.#query.signal.aborted) throw error;
    }
  }

  #fromLog(): AsyncIterable<LogLine[]> {
    const progress = { open: true, again: false, place: this.#place };
    const request = { follow: true, timestamps: false, lastRun: true };
    return followedLogs(this.#query, this.container, request, progress);
  }
}
