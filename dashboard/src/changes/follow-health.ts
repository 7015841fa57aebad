import type { ContainerBrief, StartupSpan, TimelineEntry } from '../../../src/dashboard-api/index.ts';
import { listen } from '../connection/index.ts';
import { healthSpans } from './health-spans.ts';
import type { Run } from './run.ts';

const nothing = () => undefined;
const quiet = { stale: nothing, fresh: nothing, ended: nothing };

/** After a change: until the containers that it started are healthy or not, as long as the page is open. */
export function followHealth(run: Run): void {
  const { engine, project } = run;
  const started = [...run.spans.values()].filter(({ phase }) => phase === 'start');
  if (project === undefined || started.length === 0) return;
  const containers = new Map<string, ContainerBrief>();
  let timeline: TimelineEntry[] | undefined;
  const put = (briefs: readonly ContainerBrief[]): void => {
    for (const brief of briefs) containers.set(brief.name, brief);
    look();
  };
  /** Whether one has a check is known when its start is. */
  const isSeen = ({ container = '' }: StartupSpan): boolean =>
    (containers.get(container)?.status ?? 'created') !== 'created';
  const look = (): void => {
    if (timeline === undefined) return;
    const spans = healthSpans([...run.spans.values()], [...containers.values()], timeline);
    run.follow(spans);
    if (spans.some(({ end }) => end === undefined) || !started.every(isSeen)) return;
    stopProject();
    stopTimeline();
  };
  const stopProject = listen(
    'project',
    engine,
    { project },
    {
      ...quiet,
      snapshot: (state) => put(state.containers),
      delta: (change) => put(change.containers?.set ?? []),
    },
  );
  const stopTimeline = listen(
    'timeline',
    engine,
    { project },
    {
      ...quiet,
      snapshot: (entries) => {
        timeline = entries;
        look();
      },
      delta: (entries) => {
        timeline = [...(timeline ?? []), ...entries];
        look();
      },
    },
  );
}
