import type { BuildRow, StorageTopics } from '../../dashboard-api/index.ts';
import { UserError } from '../../shared/index.ts';
import { type TopicHandler, untilAborted } from '../registry.ts';
import { RowSet } from '../rows.ts';
import { listBuilds } from './list-builds.ts';

export const followBuilds: TopicHandler<StorageTopics['builds']>['follow'] = async (
  _params,
  feed,
  context,
) => {
  const live = await context.engine();
  const history = await live.buildHistory();
  const remembered = new Map<string, BuildRow>();
  const told = new RowSet<BuildRow>(({ id }) => id);
  const own = (): BuildRow[] => (history?.isComplete ? [] : live.builds.rows);
  const list = (): BuildRow[] => listBuilds([...remembered.values()], own());
  let isFirst = true;
  const tell = (): void => {
    const builds = list();
    const delta = told.update(builds);
    if (isFirst) feed.snapshot({ builds, all: history !== undefined });
    else if (delta !== undefined) feed.delta(delta);
    isFirst = false;
  };
  const stop = live.builds.onEvent((_row, { kind }) => {
    if (!isFirst && kind !== 'build-step-output' && kind !== 'build-step-progress') tell();
  });
  try {
    if (history === undefined) tell();
    await history?.follow(({ set, removed }) => {
      for (const id of removed) remembered.delete(id);
      for (const build of set) remembered.set(build.id, build);
      tell();
    }, context.signal);
    // The engine went, which its events tell.
    await untilAborted(context.signal);
  } finally {
    stop();
  }
};

export const followOutput: TopicHandler<StorageTopics['build-output']>['follow'] = async (
  { build },
  feed,
  context,
) => {
  const live = await context.engine();
  const events = live.builds.events(build);
  if (events === undefined) {
    const history = await live.buildHistory();
    if (history === undefined) throw new UserError('no-such-build', 'this build is not known any more');
    feed.snapshot([]);
    return await history.output(build, (event) => feed.delta([event]), context.signal);
  }
  feed.snapshot([...events]);
  const stop = live.builds.onEvent((row, event) => {
    if (row.id === build) feed.delta([event]);
  });
  await untilAborted(context.signal);
  stop();
};
