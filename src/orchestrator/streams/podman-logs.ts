import type { ContainerSummary } from '../../engine-api/index.ts';
import { parseTimestamp } from '../../shared/index.ts';
import type { LogLine } from '../contract-events.ts';
import { type ContainerQuery, inspectContainer } from '../observe/containers.ts';
import { lastRunBegan } from '../observe/last-run.ts';
import { type LogRequest, readLog } from './container-logs.ts';

/** Podman ends what is followed with the container, and does not send what was not read by then: that is read afterwards. */
export async function* followedToItsEnd(
  query: ContainerQuery,
  container: ContainerSummary,
  request: LogRequest,
): AsyncGenerator<LogLine[], void, undefined> {
  const shown = (lines: LogLine[]) =>
    request.timestamps ? lines : lines.map(({ timestamp: _timestamp, ...line }) => line);
  const place = new ReadingPlace();
  for await (const lines of readLog(query, container, { ...request, timestamps: true }, true)) {
    place.pass(lines);
    yield shown(lines);
  }
  const inspected = await inspectContainer(query, container.Id);
  if (inspected === undefined) return;
  const next = inspected.State.Running ? await lastRunBegan(query, inspected) : undefined;
  const rest = { ...request, ...place.goOn(), follow: false, timestamps: true };
  for await (const lines of readLog(query, container, rest)) {
    const unread = place.unread(lines).filter((line) => isBefore(line, next));
    if (unread.length > 0) yield shown(unread);
  }
}

/** Lines of the next run are those of its own reading. */
function isBefore({ timestamp }: LogLine, next: string | undefined): boolean {
  if (next === undefined || timestamp === undefined) return true;
  return (parseTimestamp(timestamp) ?? 0n) < (parseTimestamp(next) ?? 0n);
}

/** How far a log was read: Podman gives many lines the same time, so those of the last one are counted. */
class ReadingPlace {
  #last: string | undefined;
  #count = 0;
  #skipped = 0;

  pass(lines: readonly LogLine[]): void {
    for (const { timestamp } of lines) {
      this.#count = timestamp === this.#last ? this.#count + 1 : 1;
      this.#last = timestamp;
    }
  }

  /** The reading that has all that is left, and maybe some of what was read. */
  goOn(): Pick<LogRequest, 'tail' | 'since' | 'lastRun'> {
    return this.#last === undefined ? {} : { tail: 'all', since: this.#last, lastRun: false };
  }

  unread(lines: readonly LogLine[]): LogLine[] {
    return lines.filter(({ timestamp }) => {
      if (this.#last === undefined || timestamp === undefined) return true;
      if (timestamp !== this.#last)
        return (parseTimestamp(timestamp) ?? 0n) > (parseTimestamp(this.#last) ?? 0n);
      this.#skipped += 1;
      return this.#skipped > this.#count;
    });
  }
}
