import type { HomeTopics, StatsReading } from '../../dashboard-api/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { type Feed, type Merged, type TopicHandler, untilAborted } from '../registry.ts';

type Stats = HomeTopics['stats'];

/** Samples the running ones among the containers asked for, as they come and go. */
export const followStats: TopicHandler<Stats>['follow'] = async (params, feed, context) => {
  const live = await context.engine();
  const watched = new Map<string, () => void>();
  const lookAround = (): void => lookAt(live, wantedOf(live, params), watched, feed);
  feed.snapshot([...wantedOf(live, params)].flatMap((id) => live.stats.last(id) ?? []));
  lookAround();
  const stop = live.model.onChange(lookAround);
  await untilAborted(context.signal);
  stop();
  for (const lookAway of watched.values()) lookAway();
};

function wantedOf({ model }: LiveEngine, { containers, project }: Stats['params']): Set<string> {
  const wanted = new Set<string>();
  for (const { id, name, status, project: own } of model.containers.values()) {
    if (status !== 'running') continue;
    if (project !== undefined && own !== project) continue;
    if (containers !== undefined && !containers.includes(id) && !containers.includes(name)) continue;
    wanted.add(id);
  }
  return wanted;
}

function lookAt(
  live: LiveEngine,
  wanted: ReadonlySet<string>,
  watched: Map<string, () => void>,
  feed: Feed<Stats>,
): void {
  for (const [id, lookAway] of watched) {
    if (wanted.has(id)) continue;
    lookAway();
    watched.delete(id);
  }
  for (const id of wanted) {
    if (!watched.has(id))
      watched.set(
        id,
        live.stats.watch(id, (reading) => feed.delta([reading])),
      );
  }
}

/** Readings are kept for charts; a page that is far behind gets only the last of each container. */
const kept = 2_000;

export function mergeReadings(pending: StatsReading[], next: StatsReading[]): Merged<StatsReading[]> {
  // The array is this subscription's own.
  pending.push(...next);
  if (pending.length <= kept) return { delta: pending };
  const last = [...new Map(pending.map((reading) => [reading.id, reading])).values()];
  return { delta: last, dropped: pending.length - last.length };
}
