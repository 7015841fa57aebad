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
  /** Those without an end yet, which may be older than the last one: that one is of the other stream. */
  halves?: readonly RawLine[];
}

/** Hands on what a container writes from a place on, until its run ends; the place goes with it. */
export async function followSource(
  reading: Reading,
  source: ReadSource,
  place: FollowPlace,
  take: (entries: LogEntry[]) => void,
): Promise<void> {
  using output = new Output(reading, source, take);
  await using bell = await reading.reader.bell(source.container, reading.signal);
  if (bell === undefined) return readOn(reading, source, place, output, { follow: true });
  for (;;) {
    const { isOver } = bell;
    const halves: RawLine[] = [];
    await readOn(reading, source, place, output, isOver ? {} : { halves });
    place.halves = halves;
    if (isOver) return;
    await bell.next();
  }
}

async function readOn(
  reading: Reading,
  source: ReadSource,
  place: FollowPlace,
  output: Output,
  how: Pick<LineRequest, 'follow' | 'halves'>,
): Promise<void> {
  const { last, halves = [] } = place;
  if (last === undefined) {
    await read(reading, source, place, output, how);
    return;
  }
  const since = halves.reduce((least, { time }) => (time < least ? time : least), last.time);
  if ((await read(reading, source, place, output, { ...how, tail: OVERLAP, beginsBefore: since })) === 'gap')
    await read(reading, source, place, output, { ...how, since });
}

/** `gap`: more was written meanwhile than the overlap has. */
async function read(
  reading: Reading,
  source: ReadSource,
  place: FollowPlace,
  output: Output,
  { beginsBefore, ...request }: Partial<LineRequest> & { beginsBefore?: string },
): Promise<'gap' | 'end'> {
  const { last, halves = [] } = place;
  const options = { ...request, limit: LOG_LINE_LIMIT, signal: reading.signal };
  let begun = beginsBefore === undefined;
  let known = last !== undefined;
  for await (const batch of reading.reader.read(source.container, options)) {
    // Of lines of one time that the tail cut in two the numbers are not known.
    if (!begun && beginsBefore !== undefined && (batch[0]?.time ?? '') >= beginsBefore) return 'gap';
    begun = true;
    const isUnread = (line: RawLine) =>
      last === undefined || isAfter(line, last) || halves.some((half) => isSame(line, half));
    const fresh = known ? batch.filter(isUnread) : batch;
    // The clock may go back while a log is followed.
    if (options.follow && fresh.length > 0) known = false;
    output.push(fresh);
    for (const line of fresh) if (place.last === undefined || isAfter(line, place.last)) place.last = line;
  }
  return 'end';
}

function isSame(line: RawLine, half: RawLine): boolean {
  return line.stream === half.stream && line.time === half.time && line.nth === half.nth;
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
