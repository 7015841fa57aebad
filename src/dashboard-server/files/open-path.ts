import type { FilesOf } from '../../dashboard-api/index.ts';
import { UserError } from '../../shared/index.ts';
import type { HandlerContext } from '../registry.ts';
import { type OpenedFiles, openFiles, type PathStat } from './opened-files.ts';
import { cleanPath } from './paths.ts';

export interface OpenedPath extends AsyncDisposable {
  files: OpenedFiles;
  clean: string;
  stat: PathStat;
}

/** What a person asked to look at. @throws UserError `no-such-file`, `is-a-link` */
export async function openPath(of: FilesOf, path: string, context: HandlerContext): Promise<OpenedPath> {
  const { signal, settings } = context;
  const clean = cleanPath(path);
  const files = await openFiles(of, await context.engine(), { readOnly: settings.readOnly, signal });
  try {
    const stat = await files.stat(clean, signal);
    if (stat === undefined) throw new UserError('no-such-file', `there is no ${clean}`);
    if (stat.isLink)
      throw new UserError('is-a-link', `${clean} is a link`, { hint: `It leads to ${stat.target}.` });
    return { files, clean, stat, [Symbol.asyncDispose]: () => files[Symbol.asyncDispose]() };
  } catch (error) {
    await files[Symbol.asyncDispose]();
    throw error;
  }
}
