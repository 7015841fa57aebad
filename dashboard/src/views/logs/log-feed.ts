import { type Signal, signal } from '@preact/signals';
import type {
  Failure,
  LogAddress,
  LogEntry,
  LogProgress,
  LogSource,
  LogView,
  LogWindow,
} from '../../../../src/dashboard-api/index.ts';
import { call, failureOf, listen } from '../../connection/index.ts';
import { compareAddresses, LogRows } from './log-rows.ts';

/** Rows that are kept while new ones come, and how many more there may be before the oldest go. */
const KEPT_ROWS = 100_000;
const SLACK = 5_000;

/** Lines that are kept back while the list stands still. */
const KEPT_BACK = 20_000;

/** Lines of one window. */
const WINDOW = 1_000;

export interface FeedState {
  state: 'loading' | 'live' | 'stale' | 'ended' | 'failed';
  failure?: Failure;
}

/** Reading back: `complete` when there is nothing before the first row. */
export interface OlderState {
  state: 'idle' | 'reading' | 'complete' | 'failed';
  progress?: LogProgress;
  failure?: Failure;
}

export interface FeedOptions {
  engine: string;
  view: LogView;
  /** Shows this moment instead of the present. */
  line?: LogAddress;
}

/** One view's lines: from the server to the rows of the list. Created anew when what is asked changes. */
export class LogFeed {
  readonly list: LogRows = new LogRows();
  /** Counts changes of the list. */
  readonly version: Signal<number> = signal(0);
  readonly sources: Signal<ReadonlyMap<string, LogSource>> = signal(new Map());
  readonly state: Signal<FeedState> = signal<FeedState>({ state: 'loading' });
  readonly older: Signal<OlderState> = signal<OlderState>({ state: 'idle' });
  readonly newer: Signal<OlderState> = signal<OlderState>({ state: 'idle' });
  readonly following: Signal<boolean> = signal(true);
  /** Lines that came while the list stood still. */
  readonly waiting: Signal<number> = signal(0);
  /** Told of every line that comes. */
  onEntries: (entries: readonly LogEntry[]) => void = () => undefined;
  readonly #options: FeedOptions;
  readonly #over: AbortController = new AbortController();
  #reading = new AbortController();
  /** There was an answer once: what is shown is at worst old. */
  #heard = false;
  #back: LogEntry[] = [];
  #backSkipped = 0;
  #end: LogAddress | undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  get isLive(): boolean {
    return this.#options.line === undefined && this.#options.view.until === undefined;
  }

  start(): void {
    const { line } = this.#options;
    if (line === undefined) this.#listen();
    else void this.#readAround(line);
  }

  stop(): void {
    this.#over.abort();
    this.#reading.abort();
  }

  /** Standing still, lines are kept back and counted. */
  follow(on: boolean): void {
    if (this.following.peek() === on) return;
    this.following.value = on;
    if (on) this.#takeBack();
  }

  readOlder(): void {
    const { state } = this.older.peek();
    const before = this.#first() ?? this.#end;
    if (state === 'reading' || state === 'complete' || before === undefined) return;
    const { engine, view } = this.#options;
    void this.#read(this.older, async (signal, onProgress) => {
      const params = { ...view, before, lines: WINDOW };
      const window = await call('logs.older', engine, params, { signal, onProgress });
      this.#takeSources(window.sources);
      this.list.prepend(window.entries);
      return window.complete;
    });
  }

  readNewer(): void {
    const { state } = this.newer.peek();
    const row = this.list.rows.at(-1);
    if (this.isLive || state === 'reading' || state === 'complete' || row?.kind !== 'line') return;
    const { engine, view } = this.#options;
    const after = addressOf(row.more.at(-1) ?? row.head);
    void this.#read(this.newer, async (signal, onProgress) => {
      const window = await call(
        'logs.newer',
        engine,
        { ...view, after, lines: WINDOW },
        { signal, onProgress },
      );
      this.#takeSources(window.sources);
      this.list.append(window.entries);
      return window.complete;
    });
  }

  /** Stops reading back or on; what was found stays. */
  cancel(): void {
    this.#reading.abort();
    this.#reading = new AbortController();
  }

  #listen(): void {
    const { engine, view } = this.#options;
    const searches = view.query !== undefined && view.query !== '' && view.until === undefined;
    const end = listen(
      'logs',
      engine,
      { ...view, lines: searches ? 0 : WINDOW },
      {
        snapshot: (window) => this.#takeSnapshot(window, searches),
        delta: ({ entries, sources }, dropped) => {
          if (sources !== undefined) this.#takeSources(sources);
          if (entries.length > 0 || dropped > 0) this.#take(entries, dropped);
        },
        stale: (failure) => {
          this.state.value = { state: this.#heard ? 'stale' : 'failed', failure };
        },
        fresh: () => {
          this.state.value = { state: this.#heard ? 'live' : 'loading' };
        },
        ended: (failure) => {
          this.state.value = failure === undefined ? { state: 'ended' } : { state: 'failed', failure };
        },
      },
    );
    this.#over.signal.addEventListener('abort', end, { once: true });
  }

  #takeSnapshot(window: LogWindow, searches: boolean): void {
    const isFirst = !this.#heard;
    this.#heard = true;
    this.state.value = { state: 'live' };
    this.#takeSources(window.sources);
    this.#end = window.end ?? this.#end;
    if (isFirst || this.list.rows.length === 0) {
      this.list.append(window.entries);
      if (!searches) this.older.value = { state: window.complete ? 'complete' : 'idle' };
    } else this.#takeAgain(window);
    this.#changed();
    if (searches && isFirst) this.readOlder();
  }

  /** The engine was away: what came meanwhile follows what is there; where the window does not reach back so far, there is a gap. */
  #takeAgain({ entries }: LogWindow): void {
    const last = this.#last();
    const fresh = last === undefined ? entries : entries.filter((entry) => compareAddresses(entry, last) > 0);
    this.#take(fresh, 0);
  }

  #take(entries: readonly LogEntry[], dropped: number): void {
    this.onEntries(entries);
    if (this.following.peek()) {
      this.list.append(entries, dropped);
      if (this.list.rows.length > KEPT_ROWS + SLACK) {
        this.list.keepLast(KEPT_ROWS);
        this.older.value = { state: 'idle' };
      }
      this.#changed();
      return;
    }
    this.#back.push(...entries);
    this.#backSkipped += dropped;
    const over = this.#back.length - KEPT_BACK;
    if (over > 0) {
      this.#back.splice(0, over);
      this.#backSkipped += over;
    }
    this.waiting.value = this.#back.length + this.#backSkipped;
  }

  #takeBack(): void {
    this.list.append(this.#back, this.#backSkipped);
    this.#back = [];
    this.#backSkipped = 0;
    this.waiting.value = 0;
    this.list.keepLast(KEPT_ROWS);
    this.#changed();
  }

  #takeSources(sources: readonly LogSource[]): void {
    const known = new Map(this.sources.peek());
    for (const source of sources) known.set(source.id, source);
    this.sources.value = known;
  }

  async #readAround(line: LogAddress): Promise<void> {
    this.following.value = false;
    const { engine, view } = this.#options;
    const { signal } = this.#over;
    try {
      const [before, after] = await Promise.all([
        call('logs.older', engine, { ...view, before: line, lines: WINDOW / 4 }, { signal }),
        call('logs.newer', engine, { ...view, after: line, inclusive: true, lines: WINDOW / 2 }, { signal }),
      ]);
      this.#takeSources([...before.sources, ...after.sources]);
      this.list.append([...before.entries, ...after.entries]);
      this.older.value = { state: before.complete ? 'complete' : 'idle' };
      this.newer.value = { state: after.complete ? 'complete' : 'idle' };
      this.state.value = { state: 'ended' };
      this.#changed();
    } catch (error) {
      if (!signal.aborted) this.state.value = { state: 'failed', failure: failureOf(error) };
    }
  }

  async #read(
    state: Signal<OlderState>,
    work: (signal: AbortSignal, onProgress: (progress: LogProgress) => void) => Promise<boolean>,
  ): Promise<void> {
    const { signal } = this.#reading;
    state.value = { state: 'reading' };
    try {
      const complete = await work(signal, (progress) => {
        state.value = { state: 'reading', progress };
      });
      if (this.#over.signal.aborted) return;
      state.value = { state: complete ? 'complete' : 'idle' };
      this.#changed();
    } catch (error) {
      state.value = signal.aborted ? { state: 'idle' } : { state: 'failed', failure: failureOf(error) };
    }
  }

  #first(): LogAddress | undefined {
    const row = this.list.rows.find(({ kind }) => kind === 'line');
    return row?.kind === 'line' ? addressOf(row.head) : undefined;
  }

  #last(): LogAddress | undefined {
    const row = this.list.rows.findLast(({ kind }) => kind === 'line');
    return row?.kind === 'line' ? (row.more.at(-1) ?? row.head) : undefined;
  }

  #changed(): void {
    this.version.value += 1;
  }
}

export function addressOf({ source, time, nth }: LogAddress): LogAddress {
  return { source, time, nth };
}
