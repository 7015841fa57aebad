import { LOG_LINE_LIMIT, type LogEntry } from '../../dashboard-api/index.ts';
import type { RawLine } from './line-cutter.ts';
import type { LineRequest } from './line-reader.ts';
import type { Reading, ReadSource } from './reading.ts';
import { type LogRecord, Records } from './records.ts';

/** Lines from the end with which a following begins, so that none is missed since the last one that was read. */
const OVERLAP = 1000;

/** Milliseconds after which a record is taken to be whole. */
const RECORD_PAUSE = 150;

/** Where a following goes on. */
export interface FollowPlace {
  /** The last line that was read; absent when there was none. */
  last: RawLine | undefined;
}

/** Hands on what a container writes from a place on, until its run ends; the place goes with it. */
export async function followSource(
  reading: Reading,
  source: ReadSource,
  place: FollowPlace,
  take: (entries: LogEntry[]) => void,
): Promise<void> {
  using output = new Output(reading, source, take);
  const { last } = place;
  if (last === undefined || (await follow(reading, source, place, output, { tail: OVERLAP })) === 'gap')
    await follow(reading, source, place, output, last === undefined ? {} : { since: last.time });
}

/** `gap`: more was written meanwhile than the overlap has. */
async function follow(
  reading: Reading,
  source: ReadSource,
  place: FollowPlace,
  output: Output,
  from: Pick<LineRequest, 'tail' | 'since'>,
): Promise<'gap' | 'end'> {
  const { last } = place;
  const options = { ...from, follow: true, limit: LOG_LINE_LIMIT, signal: reading.signal };
  let begun = from.tail === undefined;
  let known = last !== undefined;
  for await (const batch of reading.reader.read(source.container, options)) {
    // Of lines of one time that the tail cut in two the numbers are not known.
    if (!begun && last !== undefined && (batch[0]?.time ?? '') >= last.time) return 'gap';
    begun = true;
    const fresh = known && last !== undefined ? batch.filter((line) => isAfter(line, last)) : batch;
    if (fresh.length > 0) known = false;
    output.push(fresh);
    place.last = fresh.at(-1) ?? place.last;
  }
  return 'end';
}

function isAfter(line: RawLine, last: RawLine): boolean {
  return line.time > last.time || (line.time === last.time && line.nth > last.nth);
}

/** Without a query lines are handed on at once, else when their record is whole. */
class Output implements Disposable {
  readonly #reading: Reading;
  readonly #source: ReadSource;
  readonly #take: (entries: LogEntry[]) => void;
  readonly #records: Records;
  #timer: NodeJS.Timeout | undefined;

  constructor(reading: Reading, source: ReadSource, take: (entries: LogEntry[]) => void) {
    this.#reading = reading;
    this.#source = source;
    this.#take = take;
    this.#records = new Records(source.source.id);
  }

  push(lines: readonly RawLine[]): void {
    if (lines.length === 0) return;
    if (this.#reading.matcher === undefined) {
      this.#take(lines.map((line) => this.#records.line(line).entry));
      return;
    }
    this.#match(lines.map((line) => this.#records.push(line)));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), RECORD_PAUSE);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#flush();
  }

  #flush(): void {
    this.#match(this.#records.flush());
  }

  #match(records: readonly (LogRecord | undefined)[]): void {
    const { matcher } = this.#reading;
    const entries: LogEntry[] = [];
    for (const record of records) {
      if (record !== undefined && matcher?.matches(this.#source.source, record) === true)
        entries.push(...record.map(({ entry }) => entry));
    }
    if (entries.length > 0) this.#take(entries);
  }
}
