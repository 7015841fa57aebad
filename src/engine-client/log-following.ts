import type { LogBell } from './log-bell.ts';
import type { LogPlace, LogStream } from './log-place.ts';

/** Lines from the end that are read first; with all of them, Podman reads the whole file for the last ones. */
const tails = [1000, 30_000];

/** A part of a log up to its end; all of it without `tail` and `since`. */
export interface LogPart<Line, T> {
  tail?: number;
  /** Some lines before it do no harm. */
  since?: T;
  /** Is given the lines that have no end yet, instead of the reader. */
  halves?: (lines: Line[]) => void;
}

type Read<Line, T> = (part: LogPart<Line, T>) => AsyncGenerator<Line[], void, undefined>;

/** The lines of a log from a place on, which goes with them. */
export async function* readOn<Line extends { stream: LogStream }, T extends bigint | string>(
  place: LogPlace<Line, T>,
  read: Read<Line, T>,
): AsyncGenerator<Line[], void, undefined> {
  const { since } = place;
  for (const tail of since === undefined ? [] : tails) {
    place.begin();
    const reading = read({ tail });
    const first = await reading.next();
    const begins = first.done ? undefined : firstTime(place, first.value);
    // Of lines of one time that the tail cuts in two it is not known which they are.
    if (!first.done && begins !== undefined && since !== undefined && begins < since) {
      yield* unread(place, [first.value]);
      yield* unread(place, reading);
      return;
    }
    await reading.return();
  }
  place.begin();
  yield* unread(place, read(since === undefined ? {} : { since }));
}

/** The same until the container's run is over. */
export async function* followByBell<Line extends { stream: LogStream }, T extends bigint | string>(
  bell: LogBell,
  place: LogPlace<Line, T>,
  read: Read<Line, T>,
): AsyncGenerator<Line[], void, undefined> {
  for (;;) {
    const { isOver } = bell;
    // What has no end when the run is over gets none.
    const how = isOver ? {} : { halves: (lines: Line[]) => place.keepHalves(lines) };
    yield* readOn(place, (part) => read({ ...part, ...how }));
    if (isOver) {
      place.keepHalves([]);
      return;
    }
    await bell.next();
  }
}

async function* unread<Line extends { stream: LogStream }, T extends bigint | string>(
  place: LogPlace<Line, T>,
  batches: AsyncIterable<Line[]> | Iterable<Line[]>,
): AsyncGenerator<Line[], void, undefined> {
  for await (const lines of batches) {
    const fresh = place.unread(lines);
    if (fresh.length > 0) yield fresh;
  }
}

function firstTime<Line extends { stream: LogStream }, T extends bigint | string>(
  place: LogPlace<Line, T>,
  [first]: readonly Line[],
): T | undefined {
  return first === undefined ? undefined : place.timeOf(first);
}
