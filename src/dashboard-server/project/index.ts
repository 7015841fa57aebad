/** project: its services as the files say and as they run, what happened, and what differs. */
import * as z from 'zod/mini';
import type { ProjectCalls, ProjectTopics } from '../../dashboard-api/index.ts';
import { appended, type CallHandlers, replace, type TopicHandlers } from '../registry.ts';
import { examineProject } from './examine-project.ts';
import { followDrift } from './follow-drift.ts';
import { followProject, mergeProject } from './follow-project.ts';
import { followTimeline } from './follow-timeline.ts';
import { knownProjects } from './known-projects.ts';

const params: z.ZodMiniType<{ project: string }> = z.strictObject({ project: z.string() });

export const projectTopics: TopicHandlers<ProjectTopics> = {
  project: { of: 'engine', params, merge: mergeProject, follow: followProject },
  timeline: { of: 'engine', params, merge: appended(2_000), follow: followTimeline },
  drift: { of: 'engine', params, merge: replace, follow: followDrift },
};

export const projectCalls: CallHandlers<ProjectCalls> = {
  'project.known': { changes: false, params: z.strictObject({}), run: knownProjects },
  'project.doctor': {
    changes: false,
    params: z.strictObject({ project: z.string(), services: z.exactOptional(z.array(z.string())) }),
    run: examineProject,
  },
};
