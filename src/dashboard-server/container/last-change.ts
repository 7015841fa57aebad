import type { Why } from '../../dashboard-api/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { label } from '../model/labels.ts';
import { pastEvents } from '../model/past-events.ts';
import { entryOf } from '../project/follow-timeline.ts';

/** Seconds of the past. */
const past = 24 * 3_600;

/** What changes a project, and is no consequence of something else. */
const changes = new Set(['created', 'deployed', 'removed', 'stopped', 'restarted', 'paused', 'unpaused']);

/** The last change of the project before something began (Unix milliseconds); undefined when the engine knows of none. */
export async function lastChange(
  project: string,
  before: number,
  { client }: LiveEngine,
  signal: AbortSignal,
): Promise<Why['lastChange']> {
  const filters = { type: ['container'], label: [`${label.project}=${project}`] };
  const events = await pastEvents(client, { seconds: past, filters }, signal);
  const last = events
    .flatMap((event) => entryOf(event, project) ?? [])
    .findLast(({ kind, at }) => changes.has(kind) && at <= before);
  return (
    last && {
      at: last.at,
      text: `${last.container} ${last.kind}${last.text === last.kind ? '' : `: ${last.text}`}`,
    }
  );
}
