import { flattenFields, understandLine } from '../../dashboard-api/index.ts';
import { OrderedRecords } from './ordered-records.ts';
import type { Reading, ReadSource } from './reading.ts';
import type { Line, LogRecord } from './records.ts';

/** Bytes of a line that go into a file. */
const LINE_LIMIT = 16 * 1024 * 1024;

/** Characters that are handed on at once. */
const PIECE = 64 * 1024;

interface Item {
  source: ReadSource;
  time: string;
  record: LogRecord;
}

/** All lines of a view, by time, as text or as JSON, a line each; in pieces, no faster than they are taken. */
export async function* downloadLines(
  reading: Reading,
  format: 'text' | 'ndjson',
): AsyncGenerator<string, void, undefined> {
  const width = Math.max(0, ...reading.sources.map(({ source }) => source.label.length));
  const prefixed = reading.sources.length > 1;
  let piece = '';
  for await (const item of merged(reading)) {
    const prefix = prefixed ? `${item.source.source.label.padEnd(width)} | ` : '';
    for (const line of item.record)
      piece +=
        format === 'text' ? `${prefix}${line.entry.time} ${line.plain}\n` : `${jsonLine(item, line)}\n`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function jsonLine({ source: { source } }: Item, { entry, plain }: Line): string {
  const { level, fields } = understandLine(plain);
  return JSON.stringify({
    time: entry.time,
    container: source.name,
    ...(source.service === '' ? {} : { project: source.project, service: source.service }),
    stream: entry.stream,
    ...(level === undefined ? {} : { level }),
    text: plain,
    ...(fields === undefined ? {} : { fields: Object.fromEntries(flattenFields(fields)) }),
  });
}

interface Head {
  items: AsyncGenerator<Item>;
  next: Item;
}

/** All sources side by side, the earliest item first. */
async function* merged(reading: Reading): AsyncGenerator<Item> {
  const heads: Head[] = [];
  try {
    for (const source of reading.sources) {
      const items = readItems(reading, source);
      const { value } = await items.next();
      if (value !== undefined) heads.push({ items, next: value });
    }
    while (heads.length > 0) {
      heads.sort((a, b) => (a.next.time < b.next.time ? -1 : 1));
      const [head, second] = heads;
      if (head === undefined) return;
      let isFirst = true;
      while (isFirst) {
        yield head.next;
        const { value } = await head.items.next();
        if (value === undefined) heads.shift();
        else head.next = value;
        isFirst = value !== undefined && (second === undefined || value.time <= second.next.time);
      }
    }
  } finally {
    await Promise.all(heads.map(({ items }) => items.return(undefined)));
  }
}

async function* readItems(reading: Reading, source: ReadSource): AsyncGenerator<Item> {
  const { matcher, since, until, signal } = reading;
  const bounds = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
  const records = new OrderedRecords(source.source.id);
  const itemsOf = (ended: readonly LogRecord[]): Item[] =>
    ended
      .filter((record) => matcher?.matches(source.source, record) !== false)
      .map((record) => ({ source, time: record[0].entry.time, record }));
  try {
    const request = { ...bounds, limit: LINE_LIMIT, signal };
    for await (const batch of reading.reader.sift(source.container, request, reading.sieve)) {
      if (batch.gap) yield* itemsOf(records.skip());
      for (const raw of batch.lines) {
        if ((since !== undefined && raw.time < since) || (until !== undefined && raw.time >= until)) continue;
        yield* itemsOf(records.push(raw));
      }
    }
  } catch (error) {
    if (signal.aborted) throw error;
    reading.onProblem(source, error);
  }
  yield* itemsOf(records.flush());
}
