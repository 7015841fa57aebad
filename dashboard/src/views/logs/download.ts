import { LOG_DOWNLOAD_PATH, type LogDownload } from '../../../../src/dashboard-api/index.ts';
import { postForFile } from '../../connection/index.ts';

/** Saves all lines of a view, as the server finds them in the whole log. @throws CallFailure */
export async function downloadLogs(request: LogDownload): Promise<void> {
  const ending = request.format === 'text' ? 'log' : 'ndjson';
  await postForFile(LOG_DOWNLOAD_PATH, request, `${nameOf(request)}.${ending}`);
}

function nameOf({ picks }: LogDownload): string {
  const [pick] = picks;
  if (pick === undefined || picks.length > 1) return 'logs';
  return 'container' in pick ? pick.container : [pick.project, pick.service].filter(Boolean).join('-');
}
