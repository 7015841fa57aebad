import { LOG_LINE_LIMIT, type LogEntry } from '../../dashboard-api/index.ts';
import { followByBell, type LogPart, LogPlace, readOn } from '../../engine-client/index.ts';
import type { RawLine } from './line-cutter.ts';
import type { Reading, ReadSource } from './reading.ts';
import { type LogRecord, Records } from './records.ts';

/** Milliseconds after which a record is taken to be whole. */
const RECORD_PAUSE = 150;

/** Where a following goes on. */
export class FollowPlace extends LogPlace<RawLine, string> {
  /** After the last line that was read; undefined when there was none. */
  constructor(last: RawLine | undefined) {
    super(({ time }) => time, last && { time: last.time, count: last.nth + 1 });
  }
}

/** Hands on what a container writes from a place on, until its run ends; the place goes with it. */
export async function followSource(
  reading: Reading,
  source: ReadSource,
  place: FollowPlace,
  take: (entries: LogEntry[]) => void,
): Promise<void> {
  using output = new Output(reading, source, take);
  const { reader, signal } = reading;
  await using bell = await reader.bell(source.container, signal);
  const follow = bell === undefined;
  const read = (part: LogPart<RawLine, string>) =>
    reader.read(source.container, { ...part, follow, limit: LOG_LINE_LIMIT, signal });
  const following = bell === undefined ? readOn(place, read) : followByBell(bell, place, read);
  for await (const lines of following) output.push(lines);
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
