import type { ContainerSummary } from '../../engine-api/index.ts';
import { formatTimestamp, parseTimestamp } from '../../shared/index.ts';
import type { LogLine } from '../contract-events.ts';
import type { ContainerQuery } from '../observe/containers.ts';
import { containerLogs, type LogRequest } from './container-logs.ts';

/** How far a container's log has been read; kept from one reading to the next. */
export interface LogProgress {
  /** Somebody reads it now. */
  open: boolean;
  /** The container has started since the reading began. */
  again: boolean;
  /** The time of the last line, nanoseconds since the epoch. */
  last: bigint | undefined;
}

/**
 * A log as it grows, run after run. Some engines end what is followed with the run that goes on, others do not; and a slow reader
 * comes to that end when the next run has begun or is over. So each reading goes on where the one before ended, by the times of the lines.
 */
export async function* followedLogs(
  query: ContainerQuery,
  container: ContainerSummary,
  request: LogRequest,
  progress: LogProgress,
): AsyncGenerator<LogLine[], void, undefined> {
  progress.open = true;
  try {
    for (let first = progress.last === undefined; ; first = false) {
      progress.again = false;
      const next = first ? request : { ...request, tail: 'all', ...whereItEnded(progress) };
      for await (const lines of containerLogs(query, container, { ...next, timestamps: true })) {
        const unread = first ? lines : lines.filter((line) => isAfter(line, progress.last));
        progress.last = timeOf(unread.at(-1)) ?? progress.last;
        yield request.timestamps ? unread : unread.map(({ timestamp: _timestamp, ...line }) => line);
      }
      if (!progress.again) return;
    }
  } finally {
    progress.open = false;
  }
}

function whereItEnded({ last }: LogProgress): Pick<LogRequest, 'since' | 'lastRun'> {
  return last === undefined ? { lastRun: true } : { since: formatTimestamp(last), lastRun: false };
}

/** Engines that take times as floating-point numbers begin a little too early. */
function isAfter(line: LogLine, last: bigint | undefined): boolean {
  const time = timeOf(line);
  return time === undefined || last === undefined || time > last;
}

function timeOf(line: LogLine | undefined): bigint | undefined {
  return line?.timestamp === undefined ? undefined : parseTimestamp(line.timestamp);
}
