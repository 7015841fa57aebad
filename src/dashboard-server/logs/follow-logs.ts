import type { LogAddress, LogEntry, LogTopics } from '../../dashboard-api/index.ts';
import { type Merged, type TopicHandler, untilAborted } from '../registry.ts';
import { FollowPlace, followSource } from './follow-source.ts';
import { LAST_OF_TIME, type RawLine } from './line-cutter.ts';
import { type LogReading, openReading } from './open-reading.ts';
import { later } from './order.ts';
import { readOlder } from './read-older.ts';
import { eachSource, ProgressTeller, type ReadSource } from './reading.ts';

type Logs = LogTopics['logs'];

/** Shows the last lines, then what comes: of containers that run, that start again, and of new ones. */
export const followLogs: TopicHandler<Logs>['follow'] = async (params, feed, context) => {
  const live = await context.engine();
  const reading = await openReading(live, params, context.signal);
  const { entries, complete, last } =
    params.lines === 0
      ? { entries: [], complete: false, last: await lastLines(reading) }
      : await readOlder(reading, { lines: params.lines }, new ProgressTeller(() => undefined));
  const sources = reading.sources.map(({ source }) => source);
  feed.snapshot({ sources, entries, complete, ...endOf(last) });
  if (params.until !== undefined) return;
  const following = new Following(reading, last, feed);
  const stops = [
    live.model.onChange(() => following.lookAround()),
    live.model.onEvent(({ Type, Action, Actor }) => {
      if (Type === 'container' && Action === 'start') following.started(Actor.ID);
    }),
  ];
  following.lookAround();
  await untilAborted(context.signal);
  for (const stop of stops) stop();
};

async function lastLines(reading: LogReading): Promise<Map<string, RawLine>> {
  const last = new Map<string, RawLine>();
  await eachSource(reading, async ({ container, source }) => {
    const options = { tail: 1, limit: 64, signal: reading.signal };
    for await (const lines of reading.reader.read(container, options)) {
      const line = lines.at(-1);
      if (line !== undefined) last.set(source.id, { ...line, nth: LAST_OF_TIME });
    }
  });
  return last;
}

function endOf(last: ReadonlyMap<string, RawLine>): { end?: LogAddress } {
  const times = [...last.values()].map(({ time }) => time).toSorted();
  const time = times.at(-1);
  return time === undefined ? {} : { end: { source: '0'.repeat(12), time: later(time, 1), nth: 0 } };
}

class Following {
  readonly #reading: LogReading;
  readonly #feed: { delta(data: Logs['delta']): void };
  readonly #places = new Map<string, FollowPlace>();
  /** Ids of containers that are being read. */
  readonly #read = new Set<string>();
  /** Ids of those of them that have started again since. */
  readonly #again = new Set<string>();
  #told: string;

  constructor(
    reading: LogReading,
    last: ReadonlyMap<string, RawLine>,
    feed: { delta(data: Logs['delta']): void },
  ) {
    this.#reading = reading;
    this.#feed = feed;
    for (const { source } of reading.sources)
      this.#places.set(source.id, new FollowPlace(last.get(source.id)));
    this.#told = this.#describe();
  }

  /** Containers came, started or ended. */
  lookAround(): void {
    const before = new Set(this.#reading.sources.map(({ source }) => source.id));
    this.#reading.refresh();
    for (const source of this.#reading.sources) {
      const isNew = !before.has(source.source.id);
      if (source.source.running || isNew) void this.#follow(source);
    }
    this.#tell();
  }

  /** It may be over before its change is told. */
  started(container: string): void {
    const source = this.#reading.sources.find((each) => each.container === container);
    if (source === undefined) return;
    if (this.#read.has(source.source.id)) this.#again.add(source.source.id);
    else void this.#follow(source);
  }

  async #follow(source: ReadSource): Promise<void> {
    const { id } = source.source;
    if (this.#read.has(id) || source.source.problem !== undefined) return;
    this.#read.add(id);
    this.#again.delete(id);
    const place = this.#places.get(id) ?? new FollowPlace(undefined);
    this.#places.set(id, place);
    const begun = performance.now();
    try {
      await followSource(this.#reading, source, place, (entries) => this.#feed.delta({ entries }));
    } catch (error) {
      if (this.#reading.signal.aborted) return;
      this.#reading.onProblem(source, error);
      this.#tell();
    }
    this.#read.delete(id);
    if (this.#again.has(id)) void this.#follow(source);
    // It may have started again before its end was seen here; one that ends at once does so for a reason.
    if (performance.now() - begun > 1000) this.lookAround();
  }

  #tell(): void {
    const described = this.#describe();
    if (described === this.#told) return;
    this.#told = described;
    this.#feed.delta({ entries: [], sources: this.#reading.sources.map(({ source }) => source) });
  }

  #describe(): string {
    return JSON.stringify(this.#reading.sources.map(({ source }) => source));
  }
}

/** Lines and characters of one delta. */
const MOST_LINES = 3000;
const MOST_CHARACTERS = 2 * 1024 * 1024;

/** What the page is too slow for is left out from its oldest line on. */
export function mergeLogs(pending: Logs['delta'], next: Logs['delta']): Merged<Logs['delta']> {
  // The array is this subscription's own.
  const entries = pending.entries;
  for (const entry of next.entries) entries.push(entry);
  const sources = next.sources ?? pending.sources;
  const dropped = overflow(entries);
  return {
    delta: {
      entries: dropped === 0 ? entries : entries.slice(dropped),
      ...(sources === undefined ? {} : { sources }),
    },
    ...(dropped === 0 ? {} : { dropped }),
  };
}

/** How many from the front are too many. */
function overflow(entries: readonly LogEntry[]): number {
  let characters = 0;
  let kept = 0;
  for (let index = entries.length - 1; index >= 0 && kept < MOST_LINES; index--, kept++) {
    characters += entries[index]?.text.length ?? 0;
    if (characters > MOST_CHARACTERS) break;
  }
  return entries.length - kept;
}
