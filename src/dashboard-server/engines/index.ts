/** engines: which there are, the connection to each, and what they tell. */
import * as z from 'zod/mini';
import type { EngineTopics } from '../../dashboard-api/index.ts';
import { appended, replace, type TopicHandlers, untilAborted } from '../registry.ts';
import { followEvents } from './follow-events.ts';

export const engineTopics: TopicHandlers<EngineTopics> = {
  engines: {
    of: 'server',
    params: z.strictObject({}),
    merge: replace,
    async follow(_params, feed, { engines, signal }) {
      feed.snapshot(await engines.rows(signal));
      const stop = engines.onChange(() => {
        void engines.rows(signal).then(
          (rows) => feed.delta(rows),
          () => undefined,
        );
      });
      await untilAborted(signal);
      stop();
    },
  },
  events: { of: 'engine', params: z.strictObject({}), merge: appended(1_000), follow: followEvents },
};
