/** container: one container, running or not; and why a service is as it is. */
import * as z from 'zod/mini';
import type { ContainerCalls, ContainerTopics } from '../../dashboard-api/index.ts';
import { type CallHandlers, replace, type TopicHandlers } from '../registry.ts';
import { explainService } from './explain-service.ts';
import { followContainer } from './follow-container.ts';
import { listProcesses } from './list-processes.ts';
import { revealVariable } from './reveal-variable.ts';

const container: z.ZodMiniType<{ container: string }> = z.strictObject({ container: z.string() });

export const containerTopics: TopicHandlers<ContainerTopics> = {
  container: { of: 'engine', params: container, merge: replace, follow: followContainer },
};

export const containerCalls: CallHandlers<ContainerCalls> = {
  'container.processes': { changes: false, params: container, run: listProcesses },
  'container.reveal': {
    changes: false,
    params: z.strictObject({ container: z.string(), variable: z.string() }),
    run: revealVariable,
  },
  'service.why': {
    changes: false,
    params: z.strictObject({ project: z.string(), service: z.string() }),
    run: explainService,
  },
};
