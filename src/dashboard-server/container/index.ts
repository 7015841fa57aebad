/** container: one container, running or not. */
import * as z from 'zod/mini';
import type { ContainerCalls } from '../../dashboard-api/index.ts';
import type { CallHandlers } from '../registry.ts';
import { listProcesses } from './list-processes.ts';

export const containerCalls: CallHandlers<Pick<ContainerCalls, 'container.processes'>> = {
  'container.processes': {
    changes: false,
    params: z.strictObject({ container: z.string() }),
    run: listProcesses,
  },
};
