import type { LogAddress, LogEntry } from '../../dashboard-api/index.ts';
import { LOG_LINE_LIMIT } from '../../dashboard-api/index.ts';
import { Collector } from './collector.ts';
import type { RawLine } from './line-cutter.ts';
import { eachSource, type ProgressTeller, type Reading, type ReadSource } from './reading.ts';
import { type LogRecord, Records } from './records.ts';

export interface NewerLines {
  entries: LogEntry[];
  /** Nothing that the view shows is after them, yet. */
  complete: boolean;
}

/** The first lines after an address; with `inclusive` the line itself, too. */
export async function readNewer(
  reading: Reading,
  request: { after: LogAddress; inclusive?: boolean; lines: number },
  teller: ProgressTeller,
): Promise<NewerLines> {
  const collector = new Collector(request.lines, 'oldest');
  let complete = true;
  await eachSource(reading, async (source) => {
    if (!(await readSource(reading, source, request, collector, teller))) complete = false;
  });
  return { entries: collector.entries(), complete: complete && !collector.cut };
}

async function readSource(
  reading: Reading,
  source: ReadSource,
  { after, inclusive = false }: { after: LogAddress; inclusive?: boolean },
  collector: Collector,
  teller: ProgressTeller,
): Promise<boolean> {
  const { matcher, until } = reading;
  const { id } = source.source;
  const records = new Records(id);
  const match = (record: LogRecord | undefined): void => {
    if (record === undefined || matcher?.matches(source.source, record) === false) return;
    teller.progress.found += record.length;
    for (const { entry } of record) collector.add(entry);
  };
  const options = { since: after.time, limit: LOG_LINE_LIMIT, signal: reading.signal };
  for await (const batch of reading.reader.sift(source.container, options, reading.sieve)) {
    if (batch.gap) for (const record of records.skip()) match(record);
    for (const line of batch.lines) {
      if (!isAfter(id, line, after, inclusive)) continue;
      if (until !== undefined && line.time >= until) return end(records, match);
      if (collector.isBeyond({ source: id, time: line.time, nth: line.nth })) {
        end(records, match);
        return false;
      }
      match(records.push(line));
    }
    teller.scanned(batch.count, batch.first);
  }
  return end(records, match);
}

function end(records: Records, match: (record: LogRecord) => void): true {
  for (const record of records.flush()) match(record);
  return true;
}

function isAfter(source: string, line: RawLine, after: LogAddress, inclusive: boolean): boolean {
  if (line.time !== after.time) return line.time > after.time;
  if (source !== after.source) return source > after.source;
  return inclusive ? line.nth >= after.nth : line.nth > after.nth;
}
