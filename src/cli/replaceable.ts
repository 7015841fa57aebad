import { statSync } from 'node:fs';
import { UserError } from '../shared/index.ts';

/** The archive takes the place of what is there: never of a folder or a device (`/dev/null`). */
export function checkReplaceable(path: string, output: string): void {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing === undefined || existing.isFile()) return;
  const reason = existing.isDirectory()
    ? 'cannot write to a directory'
    : `failed to export container: invalid output path: ${JSON.stringify(output)} must be a directory or a regular file: got a device`;
  throw new UserError('output-not-writable', reason);
}
