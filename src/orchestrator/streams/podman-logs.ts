import type { ContainerSummary } from '../../engine-api/index.ts';
import { followByBell, LogBell, type LogPart, readOn } from '../../engine-client/index.ts';
import { formatTimestamp } from '../../shared/index.ts';
import type { LogLine } from '../contract-events.ts';
import type { ContainerQuery } from '../observe/containers.ts';
import { type LogRequest, readLog, timeIn } from './container-logs.ts';
import type { ReadingPlace } from './reading-place.ts';

/** Nanoseconds; engines that read times as floating-point numbers know no smaller difference. */
const margin = 1000n;

type Part = LogPart<LogLine, bigint>;

/** Follows a log of Podman until the container's run ends; see `LogBell`. */
export async function* followedByPodman(
  query: ContainerQuery,
  container: ContainerSummary,
  request: LogRequest,
  place: ReadingPlace,
): AsyncGenerator<LogLine[], void, undefined> {
  const until = timeIn('until', request.until);
  await using bell = await LogBell.open(query.client, container.Id, { until, signal: query.signal });
  const read = (from: LogRequest, { halves, ...part }: Part) =>
    readLog(query, container, { ...from, ...wordsOf(part), follow: false, timestamps: true }, halves);
  // The last line says where to go on.
  if (request.tail === '0' && place.since === undefined) {
    const halves = (lines: LogLine[]): void => place.keepHalves(lines);
    for await (const _ of readOn(place, (part) => read({ ...request, tail: '1' }, { ...part, halves })));
  }
  let next = request;
  yield* followByBell(bell, place, (part) => {
    const from = next;
    next = { ...request, tail: 'all' };
    return read(from, part);
  });
}

function wordsOf({ tail, since }: Part): Partial<LogRequest> {
  if (tail !== undefined) return { tail: String(tail), since: '', lastRun: false };
  if (since === undefined) return {};
  return { tail: 'all', since: formatTimestamp(since - margin), lastRun: false };
}
