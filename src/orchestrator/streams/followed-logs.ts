import type { ContainerSummary } from '../../engine-api/index.ts';
import { formatTimestamp } from '../../shared/index.ts';
import type { LogLine } from '../contract-events.ts';
import type { ContainerQuery } from '../observe/containers.ts';
import { type LogRequest, readLog } from './container-logs.ts';
import { followedByPodman } from './podman-logs.ts';
import type { ReadingPlace } from './reading-place.ts';

/** How far a container's log has been read; kept from one reading to the next. */
export interface LogProgress {
  /** Somebody reads it now. */
  open: boolean;
  /** The container has started since the reading began. */
  again: boolean;
  place: ReadingPlace;
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
  const follow = (await query.client.isPodman()) ? followedByPodman : followed;
  progress.open = true;
  try {
    for (let first = progress.place.since === undefined; ; first = false) {
      progress.again = false;
      const next = first ? request : { ...request, tail: 'all', lastRun: true };
      for await (const lines of follow(query, container, next, progress.place))
        yield request.timestamps ? lines : lines.map(({ timestamp: _timestamp, ...line }) => line);
      if (!progress.again) return;
    }
  } finally {
    progress.open = false;
  }
}

async function* followed(
  query: ContainerQuery,
  container: ContainerSummary,
  request: LogRequest,
  place: ReadingPlace,
): AsyncGenerator<LogLine[], void, undefined> {
  const { since } = place;
  const from = since === undefined ? {} : { since: formatTimestamp(since), lastRun: false };
  place.begin();
  for await (const lines of readLog(query, container, { ...request, ...from, timestamps: true })) {
    const unread = place.unread(lines);
    if (unread.length > 0) yield unread;
  }
}
