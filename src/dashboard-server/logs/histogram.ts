import { type LogHistogram, type LogLevel, understandLine } from '../../dashboard-api/index.ts';
import type { RawLine } from './line-cutter.ts';
import { eachSource, type Reading, type ReadSource } from './reading.ts';
import { type LogRecord, Records } from './records.ts';

/** Widths of buckets, milliseconds: those that people count in. */
const steps = [
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3_600_000),
  ...[1, 2, 7, 14, 30, 90, 365].map((days) => days * 86_400_000),
];

const MOST_BUCKETS = 120;

/** Bytes of a line in which its level is looked for; what is searched is longer. */
const COUNTED_BYTES = 64 * 1024;

/** Milliseconds between two tellings. */
const PACE = 250;

/** Counts the lines of a view by time and level; reads all of the log once and keeps none of it. */
export async function countLines(
  reading: Reading,
  tell: (histogram: LogHistogram) => void,
): Promise<LogHistogram> {
  const counting = new Counting(await spanOf(reading));
  let told = performance.now();
  await eachSource(reading, async (source) => {
    for await (const batch of countSource(reading, source, counting)) {
      counting.histogram.scanned += batch;
      if (performance.now() - told < PACE) continue;
      told = performance.now();
      tell(counting.histogram);
    }
  });
  return counting.histogram;
}

/** Unix milliseconds of the view's begin and end. */
async function spanOf(reading: Reading): Promise<{ begin: number; end: number }> {
  const end = reading.until === undefined ? Date.now() : Date.parse(reading.until);
  if (reading.since !== undefined) return { begin: Date.parse(reading.since), end };
  let begin = end;
  await eachSource(reading, async ({ container }) => {
    for await (const [line] of reading.reader.read(container, { limit: 64, signal: reading.signal })) {
      if (line !== undefined) begin = Math.min(begin, Date.parse(line.time));
      break;
    }
  });
  return { begin, end };
}

async function* countSource(
  reading: Reading,
  source: ReadSource,
  counting: Counting,
): AsyncGenerator<number> {
  const { matcher, since = '', until } = reading;
  const records = new Records(source.source.id);
  const count = (record: LogRecord | undefined): void => {
    if (record === undefined || matcher?.matches(source.source, record) === false) return;
    counting.count(record);
  };
  const options = {
    limit: COUNTED_BYTES,
    signal: reading.signal,
    ...(reading.since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
  for await (const batch of reading.reader.sift(source.container, options, reading.sieve)) {
    if (batch.gap) for (const record of records.skip()) count(record);
    for (const line of batch.lines) if (isWithin(line, since, until)) count(records.push(line));
    yield batch.count;
  }
  for (const record of records.flush()) count(record);
}

function isWithin(line: RawLine, since: string, until: string | undefined): boolean {
  return line.time >= since && (until === undefined || line.time < until);
}

class Counting {
  readonly histogram: LogHistogram;
  readonly #buckets: number;
  /** Texts of the times of the bucket that was counted in last: most lines need no time parsed. */
  #from = '';
  #to = '';
  #bucket = 0;

  constructor({ begin, end }: { begin: number; end: number }) {
    const step =
      steps.find((each) => (end - begin) / each < MOST_BUCKETS) ?? Math.ceil((end - begin) / MOST_BUCKETS);
    const start = Math.floor(begin / step) * step;
    this.#buckets = Math.max(1, Math.floor((end - start) / step) + 1);
    this.histogram = { start, step, counts: {}, scanned: 0, found: 0 };
  }

  count([head]: LogRecord): void {
    this.histogram.found++;
    const level: LogLevel | 'none' = understandLine(head.plain).level ?? 'none';
    const counts = (this.histogram.counts[level] ??= Array.from({ length: this.#buckets }, () => 0));
    const bucket = this.#bucketOf(head.entry.time);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }

  #bucketOf(time: string): number {
    if (time >= this.#from && time < this.#to) return this.#bucket;
    const { start, step } = this.histogram;
    const index = Math.floor((Date.parse(time) - start) / step);
    // What comes while it is counted goes to the last.
    this.#bucket = Math.min(Math.max(index, 0), this.#buckets - 1);
    this.#from = new Date(start + index * step).toISOString().slice(0, -1);
    this.#to = new Date(start + (index + 1) * step).toISOString().slice(0, -1);
    return this.#bucket;
  }
}
