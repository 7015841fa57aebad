/** logs: lines of any containers of an engine, merged by time; never a whole log in memory. */
import * as z from 'zod/mini';
import type { LogCalls, LogTopics, LogView } from '../../dashboard-api/index.ts';
import type { CallHandlers, TopicHandlers } from '../registry.ts';
import { followLogs, mergeLogs } from './follow-logs.ts';
import { countLines } from './histogram.ts';
import { openReading } from './open-reading.ts';
import { address, firstLines, lines, viewFields } from './params.ts';
import { readLine } from './read-line.ts';
import { readNewer } from './read-newer.ts';
import { readOlder } from './read-older.ts';
import { ProgressTeller } from './reading.ts';

export { logDownload } from './post-download.ts';

export const logTopics: TopicHandlers<LogTopics> = {
  logs: {
    of: 'engine',
    params: z.strictObject({ ...viewFields, lines: firstLines }),
    merge: mergeLogs,
    follow: followLogs,
  },
};

export const logCalls: CallHandlers<LogCalls> = {
  'logs.older': {
    params: z.strictObject({ ...viewFields, before: address, lines }),
    changes: false,
    async run(params, context, progress) {
      const reading = await openReading(await context.engine(), params, context.signal);
      const { entries, complete } = await readOlder(reading, params, new ProgressTeller(progress));
      return { sources: sourcesOfReading(reading), entries, complete };
    },
  },
  'logs.newer': {
    params: z.strictObject({ ...viewFields, after: address, inclusive: z.exactOptional(z.boolean()), lines }),
    changes: false,
    async run(params, context, progress) {
      const reading = await openReading(await context.engine(), params, context.signal);
      const { entries, complete } = await readNewer(reading, params, new ProgressTeller(progress));
      return { sources: sourcesOfReading(reading), entries, complete };
    },
  },
  'logs.histogram': {
    params: z.strictObject(viewFields),
    changes: false,
    async run(params, context, progress) {
      return countLines(await openReading(await context.engine(), params, context.signal), progress);
    },
  },
  'logs.line': {
    params: z.strictObject({ at: address }),
    changes: false,
    async run({ at }, context) {
      return readLine(await openReading(await context.engine(), viewOf(at.source), context.signal), at);
    },
  },
};

function viewOf(source: string): LogView {
  return { picks: [{ container: source }] };
}

function sourcesOfReading(
  reading: Awaited<ReturnType<typeof openReading>>,
): LogTopics['logs']['snapshot']['sources'] {
  return reading.sources.map(({ source }) => source);
}
