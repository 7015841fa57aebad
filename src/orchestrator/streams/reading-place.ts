import { LogPlace } from '../../engine-client/index.ts';
import { parseTimestamp } from '../../shared/index.ts';
import type { LogLine } from '../contract-events.ts';

/** In nanoseconds since the epoch. */
export class ReadingPlace extends LogPlace<LogLine, bigint> {
  /** `after`: all up to this time was read. */
  constructor(after?: bigint) {
    super(timeOf, after === undefined ? undefined : { time: after, count: Number.POSITIVE_INFINITY });
  }
}

function timeOf({ timestamp }: LogLine): bigint | undefined {
  return timestamp === undefined ? undefined : parseTimestamp(timestamp);
}
