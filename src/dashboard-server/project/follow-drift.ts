import type { Drift, ProjectTopics } from '../../dashboard-api/index.ts';
import { type PlannedStep, shownSteps } from '../../orchestrator/contract-data.ts';
import { messageOf } from '../../shared/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import type { ContainerFacts } from '../model/facts.ts';
import { type TopicHandler, untilAborted } from '../registry.ts';
import { FilesFollower } from './files-follower.ts';
import type { LoadedProject } from './project-files.ts';

type Topic = ProjectTopics['drift'];

/** Milliseconds without a change of containers before it is counted: an `up` under way is no drift. */
const calm = 500;

export const followDrift: TopicHandler<Topic>['follow'] = async ({ project }, feed, context) => {
  const { signal } = context;
  const live = await context.engine();
  using files = await FilesFollower.open(project, live, context.settings);
  let timer: NodeJS.Timeout | undefined;
  let asked = 0;
  const count = async (): Promise<void> => {
    asked += 1;
    const own = asked;
    const drift = await driftOf(live, files.loaded, signal);
    // A later count has begun meanwhile, or the page went.
    if (own === asked && !signal.aborted) feed.delta(drift);
  };
  feed.snapshot(await driftOf(live, files.loaded, signal));
  const stop = live.model.onChange((change) => {
    if (!change.projects.has(project)) return;
    files.containersChanged();
    clearTimeout(timer);
    timer = setTimeout(() => void count(), calm);
  });
  files.onLoaded(() => void count());
  await untilAborted(signal);
  clearTimeout(timer);
  stop();
};

async function driftOf(live: LiveEngine, loaded: LoadedProject, signal: AbortSignal): Promise<Drift> {
  const { project, failure } = loaded;
  if (project === undefined) return { ...none, problem: failure?.message ?? 'There are no files.' };
  try {
    const { plan } = await import('../../orchestrator/index.ts');
    const report = await plan({ client: live.client, project, signal, onEvent: () => undefined });
    return driftIn(shownSteps(report.steps), (name) => live.model.find(name));
  } catch (error) {
    return { ...none, problem: messageOf(error) };
  }
}

const none: Drift = { steps: 0, starts: 0, stopped: [], ended: [] };

/** As `up` would do it: the engine starts also what has ended well. */
export function driftIn(
  steps: readonly PlannedStep[],
  find: (name: string) => Pick<ContainerFacts, 'status' | 'exitCode'> | undefined,
): Drift {
  const starts = steps.filter(({ action }) => action === 'start').map(({ name }) => name);
  const isEnded = (name: string): boolean => {
    const facts = find(name);
    return facts?.status === 'exited' && facts.exitCode === 0;
  };
  const isComing = (name: string): boolean => find(name)?.status === 'restarting';
  return {
    steps: steps.filter(({ change }) => change !== false).length,
    starts: starts.length,
    stopped: starts.filter((name) => !isEnded(name) && !isComing(name)),
    ended: starts.filter(isEnded),
  };
}
