import type { ProjectState, ProjectTopics } from '../../dashboard-api/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { summaryOf } from '../model/describe-project.ts';
import { type Merged, type TopicHandler, untilAborted } from '../registry.ts';
import { mergeRows, RowSet } from '../rows.ts';
import { serviceRows } from './describe-service.ts';
import { FilesFollower } from './files-follower.ts';
import type { LoadedProject } from './project-files.ts';

type Topic = ProjectTopics['project'];

export const followProject: TopicHandler<Topic>['follow'] = async ({ project }, feed, context) => {
  const live = await context.engine();
  using files = await FilesFollower.open(project, live, context.settings);
  const told = {
    services: new RowSet<ProjectState['services'][number]>(({ name }) => name),
    containers: new RowSet<ProjectState['containers'][number]>(({ id }) => id),
    summary: '',
    source: '',
  };
  const first = stateOf(project, live, files.loaded);
  deltaOf(told, first);
  feed.snapshot(first);
  const update = (): void => {
    const delta = deltaOf(told, stateOf(project, live, files.loaded));
    if (Object.keys(delta).length > 0) feed.delta(delta);
  };
  const stop = live.model.onChange((change) => {
    if (!change.projects.has(project)) return;
    files.containersChanged();
    update();
  });
  files.onLoaded(update);
  const stopCounting = live.storage.watch();
  await untilAborted(context.signal);
  stop();
  stopCounting();
};

function stateOf(name: string, live: LiveEngine, loaded: LoadedProject): ProjectState {
  const { model } = live;
  const members = model.members(name);
  const { source, project, failure } = loaded;
  const all = { ...project?.services, ...project?.disabledServices };
  const profiles = new Set(Object.values(all).flatMap((service) => service.profiles ?? []));
  return {
    summary: model.projects.get(name) ?? summaryOf(name, members, model),
    services: serviceRows(loaded, members, (id) => model.facts(id)),
    containers: members,
    source: {
      files: project?.composeFiles ?? source?.files ?? [],
      folder: project?.workingDir ?? source?.folder ?? '',
      profiles: [...profiles].sort(),
      activeProfiles: project?.profiles ?? [],
      ...(failure === undefined ? {} : { problem: failure.message }),
    },
  };
}

interface Told {
  services: RowSet<ProjectState['services'][number]>;
  containers: RowSet<ProjectState['containers'][number]>;
  summary: string;
  source: string;
}

/** What is new since the last time. */
function deltaOf(told: Told, state: ProjectState): Topic['delta'] {
  const delta: Topic['delta'] = {};
  const services = told.services.update(state.services);
  if (services !== undefined) delta.services = services;
  const containers = told.containers.update(state.containers);
  if (containers !== undefined) delta.containers = containers;
  for (const part of ['summary', 'source'] as const) {
    const text = JSON.stringify(state[part]);
    if (text === told[part]) continue;
    told[part] = text;
    Object.assign(delta, { [part]: state[part] });
  }
  return delta;
}

export function mergeProject(pending: Topic['delta'], next: Topic['delta']): Merged<Topic['delta']> {
  const services = mergeRows(pending.services, next.services, ({ name }) => name);
  const containers = mergeRows(pending.containers, next.containers, ({ id }) => id);
  return {
    delta: {
      ...pending,
      ...next,
      ...(services === undefined ? {} : { services }),
      ...(containers === undefined ? {} : { containers }),
    },
  };
}
