/** home: all projects and the containers of none; and what containers use. */
import * as z from 'zod/mini';
import type { HomeTopics } from '../../dashboard-api/index.ts';
import type { TopicHandlers } from '../registry.ts';
import { followContainers, mergeContainers } from './follow-containers.ts';
import { followHome, mergeHome } from './follow-home.ts';
import { followStats, mergeReadings } from './follow-stats.ts';

export const homeTopics: TopicHandlers<HomeTopics> = {
  home: { of: 'engine', params: z.strictObject({}), merge: mergeHome, follow: followHome },
  containers: {
    of: 'engine',
    params: z.strictObject({}),
    merge: mergeContainers,
    follow: followContainers,
  },
  stats: {
    of: 'engine',
    params: z.strictObject({
      containers: z.exactOptional(z.array(z.string()).check(z.maxLength(2000))),
      project: z.exactOptional(z.string()),
    }),
    merge: mergeReadings,
    pace: 1_000,
    follow: followStats,
  },
};
