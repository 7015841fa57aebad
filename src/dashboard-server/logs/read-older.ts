import type { LogAddress, LogEntry } from '../../dashboard-api/index.ts';
import { LOG_LINE_LIMIT } from '../../dashboard-api/index.ts';
import { Collector } from './collector.ts';
import { LAST_OF_TIME, type RawLine } from './line-cutter.ts';
import type { LineRequest } from './line-reader.ts';
import { later } from './order.ts';
import { eachSource, type ProgressTeller, type Reading, type ReadSource } from './reading.ts';
import { type LogRecord, Records } from './records.ts';
import type { LineBatch } from './sifter.ts';

export interface OlderRequest {
  /** The last of all when absent. */
  before?: LogAddress;
  lines: number;
}

export interface OlderLines {
  entries: LogEntry[];
  /** Nothing that the view shows is before them. */
  complete: boolean;
  /** The last line that was read of each source, shown or not. */
  last: Map<string, RawLine>;
}

/** Lines that are read back at first in a search; twice as many each time that they do not suffice. */
const SEARCH_TAIL = 20_000;

/** Characters of a short log that is read in one go. */
const SHORT = 1024 * 1024;

/**
 * The last lines before an address. An engine can only read forward, from the start or from the n-th line from the end: it is asked for
 * tails that grow, and each is read up to what is known already. So the newest come first, and all costs at most twice the log.
 */
export async function readOlder(
  reading: Reading,
  request: OlderRequest,
  teller: ProgressTeller,
): Promise<OlderLines> {
  const collector = new Collector(request.lines, 'newest');
  const last = new Map<string, RawLine>();
  let complete = true;
  await eachSource(reading, async (source) => {
    const back = new BackReading(reading, source, request, collector, teller);
    if (!(await back.run())) complete = false;
    if (back.last !== undefined) last.set(source.source.id, back.last);
  });
  const entries = collector.entries();
  return { entries, complete: complete && !collector.cut, last };
}

class BackReading {
  last: RawLine | undefined;
  readonly #reading: Reading;
  readonly #source: ReadSource;
  readonly #lines: number;
  readonly #collector: Collector;
  readonly #teller: ProgressTeller;
  readonly #since: string;
  /** Lines from this address on are known. */
  #top: LogAddress | undefined;

  constructor(
    reading: Reading,
    source: ReadSource,
    request: OlderRequest,
    collector: Collector,
    teller: ProgressTeller,
  ) {
    this.#reading = reading;
    this.#source = source;
    this.#lines = request.lines;
    this.#collector = collector;
    this.#teller = teller;
    this.#since = reading.since ?? '';
    this.#top = lowest(request.before, reading.until);
  }

  /** Whether all up to the beginning was read. */
  async run(): Promise<boolean> {
    const first = await this.#probe();
    if (first === undefined) return true;
    let tail = this.#reading.matcher === undefined ? this.#lines + 200 : SEARCH_TAIL;
    for (;;) {
      const bottom = await this.#piece(tail, first);
      if (bottom === 'start') {
        await this.#piece(undefined, first);
        return true;
      }
      if (bottom === 'shallow') {
        tail *= 4;
        continue;
      }
      if (bottom <= this.#since) return true;
      if (this.#collector.isSettled(bottom)) return false;
      this.#top = { source: this.#source.source.id, time: bottom, nth: 0 };
      tail *= 2;
    }
  }

  /** A short log is read as a whole; of any other the time of its first line is found. */
  async #probe(): Promise<string | undefined> {
    const lines: RawLine[] = [];
    let size = 0;
    for await (const batch of this.#read(undefined)) {
      for (const line of batch) {
        lines.push(line);
        size += line.text.length;
      }
      if (lines.length > this.#lines || size > SHORT) return lines[0]?.time;
    }
    const sorter = this.#sorter();
    for (const line of lines) sorter.take(line);
    sorter.end();
    this.last ??= lines.at(-1);
    this.#teller.scanned(lines.length, lines[0]?.time);
    return undefined;
  }

  /**
   * Reads one tail. `shallow`: it begins after what is known. `start`: it begins with the log. Else the time from which on all is known;
   * lines of the tail's first millisecond are left out, for those of its beginning may be missing.
   */
  async #piece(tail: number | undefined, first: string): Promise<string> {
    const sorter = this.#sorter();
    let bottom: string | undefined = tail === undefined ? '' : undefined;
    for await (const batch of this.#sift(tail)) {
      const begin = batch.first;
      if (bottom === undefined) {
        if (begin <= first) return 'start';
        bottom = later(begin, 1);
        if (this.#top !== undefined && bottom >= this.#top.time) return 'shallow';
      }
      if (batch.gap) sorter.skip();
      for (const line of batch.lines) if (line.time >= bottom) sorter.take(line);
      this.#teller.scanned(batch.count, begin);
      if (sorter.isPast(begin)) break;
      if (this.#top === undefined) this.#takeLast(batch.lines.at(-1), bottom);
    }
    sorter.end();
    return bottom ?? 'start';
  }

  #takeLast(line: RawLine | undefined, bottom: string): void {
    if (line !== undefined) this.last = line.time < bottom ? { ...line, nth: LAST_OF_TIME } : line;
  }

  #read(tail: number | undefined): AsyncGenerator<RawLine[]> {
    return this.#reading.reader.read(this.#source.container, this.#requestOf(tail));
  }

  #sift(tail: number | undefined): AsyncGenerator<LineBatch> {
    const { reader, sieve } = this.#reading;
    return reader.sift(this.#source.container, this.#requestOf(tail), sieve);
  }

  #requestOf(tail: number | undefined): LineRequest {
    return {
      limit: LOG_LINE_LIMIT,
      signal: this.#reading.signal,
      ...(tail === undefined ? {} : { tail }),
    };
  }

  #sorter(): Sorter {
    return new Sorter(this.#reading, this.#source, this.#collector, this.#teller, {
      since: this.#since,
      top: this.#top,
    });
  }
}

/** Takes lines that are within bounds, and of them what the view shows. */
class Sorter {
  readonly #reading: Reading;
  readonly #source: ReadSource;
  readonly #collector: Collector;
  readonly #teller: ProgressTeller;
  readonly #records: Records;
  readonly #since: string;
  readonly #top: LogAddress | undefined;
  readonly #end: string | undefined;

  constructor(
    reading: Reading,
    source: ReadSource,
    collector: Collector,
    teller: ProgressTeller,
    bounds: { since: string; top: LogAddress | undefined },
  ) {
    this.#reading = reading;
    this.#source = source;
    this.#collector = collector;
    this.#teller = teller;
    this.#records = new Records(source.source.id);
    this.#since = bounds.since;
    this.#top = bounds.top;
    // Streams may be written a little out of order.
    this.#end = bounds.top === undefined ? undefined : later(bounds.top.time, 1);
  }

  take(line: RawLine): void {
    if (line.time < this.#since || !this.#isBelow(line)) return;
    if (this.#reading.matcher === undefined) {
      this.#teller.progress.found++;
      this.#collector.add(this.#records.line(line).entry);
      return;
    }
    this.#match(this.#records.push(line));
  }

  /** Whether what has come to that time is known. */
  isPast(time: string): boolean {
    return this.#end !== undefined && time > this.#end;
  }

  /** Lines were passed over. */
  skip(): void {
    for (const record of this.#records.skip()) this.#match(record);
  }

  end(): void {
    for (const record of this.#records.flush()) this.#match(record);
  }

  #isBelow(line: RawLine): boolean {
    const top = this.#top;
    if (top === undefined || line.time < top.time) return true;
    if (line.time > top.time) return false;
    const own = this.#source.source.id;
    return own === top.source ? line.nth < top.nth : own < top.source;
  }

  #match(record: LogRecord | undefined): void {
    if (record === undefined || this.#reading.matcher?.matches(this.#source.source, record) !== true) return;
    this.#teller.progress.found += record.length;
    for (const { entry } of record) this.#collector.add(entry);
  }
}

/** The nearer of two upper bounds. */
function lowest(before: LogAddress | undefined, until: string | undefined): LogAddress | undefined {
  if (until === undefined || (before !== undefined && before.time < until)) return before;
  return { source: '', time: until, nth: 0 };
}
