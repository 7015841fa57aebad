/** changes: each is planned, shown, and made as it was shown. */
import * as z from 'zod/mini';
import type { ChangeCalls } from '../../dashboard-api/index.ts';
import type { CallHandlers } from '../registry.ts';
import { applyHandler, planHandler } from './apply-change.ts';
import { changeSchema } from './change-schema.ts';

export const changeCalls: CallHandlers<ChangeCalls> = {
  'change.plan': { changes: true, params: z.strictObject({ change: changeSchema }), run: planHandler },
  'change.apply': {
    changes: true,
    outlivesPage: true,
    params: z.strictObject({ plan: z.string() }),
    run: applyHandler,
  },
};
