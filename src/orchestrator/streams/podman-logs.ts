import type { ContainerSummary } from '../../engine-api/index.ts';
import { LogBell } from '../../engine-client/index.ts';
import { formatTimestamp } from '../../shared/index.ts';
import type { LogLine } from '../contract-events.ts';
import type { ContainerQuery } from '../observe/containers.ts';
import { type LogRequest, readLog, timeIn } from './container-logs.ts';
import { type ReadingPlace, timeOf } from './reading-place.ts';

/** Lines from the end that are read first; with `all`, Podman reads the whole file for the last of them. */
const tails = ['1000', '30000'];

/** Nanoseconds; engines that read times as floating-point numbers know no smaller difference. */
const margin = 1000n;

/** Follows a log of Podman until the container's run ends; see `LogBell`. */
export async function* followedByPodman(
  query: ContainerQuery,
  container: ContainerSummary,
  request: LogRequest,
  place: ReadingPlace,
): AsyncGenerator<LogLine[], void, undefined> {
  const until = timeIn('until', request.until);
  await using bell = await LogBell.open(query.client, container.Id, { until, signal: query.signal });
  // The last line says where to go on.
  if (request.tail === '0' && place.since === undefined)
    await pass(query, container, { ...request, tail: '1' }, place);
  for (let next = request; ; next = { ...request, tail: 'all' }) {
    const { isOver } = bell;
    for await (const lines of readOn(query, container, next, place, isOver)) {
      const unread = place.unread(lines);
      if (unread.length > 0) yield unread;
    }
    if (isOver) return;
    await bell.next();
  }
}

async function pass(
  query: ContainerQuery,
  container: ContainerSummary,
  request: LogRequest,
  place: ReadingPlace,
): Promise<void> {
  for await (const lines of readOn(query, container, request, place, false)) place.unread(lines);
}

/** From the place on. What has no end yet is part of it only when the run `isOver`. */
async function* readOn(
  query: ContainerQuery,
  container: ContainerSummary,
  request: LogRequest,
  place: ReadingPlace,
  isOver: boolean,
): AsyncGenerator<LogLine[], void, undefined> {
  const { since } = place;
  const halves = isOver ? undefined : (lines: LogLine[]) => place.keepHalves(lines);
  const read = (part: Partial<LogRequest>) => {
    place.begin();
    return readLog(query, container, { ...request, ...part, follow: false, timestamps: true }, halves);
  };
  if (since === undefined) {
    yield* read({});
    return;
  }
  for (const tail of tails) {
    const reading = read({ tail, since: '', lastRun: false });
    const first = await reading.next();
    const begins = first.done ? undefined : timeOf(first.value[0] as LogLine);
    if (first.done || begins === undefined || begins >= since) {
      await reading.return();
      continue;
    }
    yield first.value;
    yield* reading;
    return;
  }
  yield* read({ tail: 'all', since: formatTimestamp(since - margin), lastRun: false });
}
