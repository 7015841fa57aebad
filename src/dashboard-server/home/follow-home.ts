import type { ContainerBrief, HomeTopics, ProjectSummary } from '../../dashboard-api/index.ts';
import type { EngineModel, ModelChange } from '../model/engine-model.ts';
import { type Merged, type TopicHandler, untilAborted } from '../registry.ts';
import { mergeRows } from '../rows.ts';

type Home = HomeTopics['home'];

export const followHome: TopicHandler<Home>['follow'] = async (_params, feed, context) => {
  const { model, storage } = await context.engine();
  feed.snapshot({ projects: [...model.projects.values()], containers: model.members('') });
  const stop = model.onChange((change) => {
    const delta = deltaOf(model, change);
    if (delta !== undefined) feed.delta(delta);
  });
  const stopCounting = storage.watch();
  await untilAborted(context.signal);
  stop();
  stopCounting();
};

function deltaOf(model: EngineModel, change: ModelChange): Home['delta'] | undefined {
  const projects = { set: [] as ProjectSummary[], removed: [] as string[] };
  for (const name of change.projects) {
    if (name === '') continue;
    const summary = model.projects.get(name);
    if (summary === undefined) projects.removed.push(name);
    else projects.set.push(summary);
  }
  const containers = { set: [] as ContainerBrief[], removed: [] as string[] };
  for (const id of change.containers) {
    const brief = model.containers.get(id);
    if (brief?.project === '') containers.set.push(brief);
    // It may be one of a project, which the page does not miss.
    else if (brief === undefined) containers.removed.push(id);
  }
  const delta = {
    ...(projects.set.length + projects.removed.length === 0 ? {} : { projects }),
    ...(containers.set.length + containers.removed.length === 0 ? {} : { containers }),
  };
  return Object.keys(delta).length === 0 ? undefined : delta;
}

export function mergeHome(pending: Home['delta'], next: Home['delta']): Merged<Home['delta']> {
  const projects = mergeRows(pending.projects, next.projects, ({ name }) => name);
  const containers = mergeRows(pending.containers, next.containers, ({ id }) => id);
  return {
    delta: {
      ...(projects === undefined ? {} : { projects }),
      ...(containers === undefined ? {} : { containers }),
    },
  };
}
