/** files: of containers, running or not, and of volumes. */
import * as z from 'zod/mini';
import type { FileCalls } from '../../dashboard-api/index.ts';
import type { CallHandlers } from '../registry.ts';
import { listChanges, listFiles } from './list-files.ts';
import { filesOf } from './transfers.ts';
import { viewFile } from './view-file.ts';

export { fileDownload, fileUpload } from './transfers.ts';

const path: z.ZodMiniType<string> = z.string().check(z.maxLength(4_096));

export const fileCalls: CallHandlers<FileCalls> = {
  'files.list': { changes: false, params: z.strictObject({ of: filesOf, path }), run: listFiles },
  'files.view': { changes: false, params: z.strictObject({ of: filesOf, path }), run: viewFile },
  'files.changes': {
    changes: false,
    params: z.strictObject({ container: z.string() }),
    run: listChanges,
  },
};
