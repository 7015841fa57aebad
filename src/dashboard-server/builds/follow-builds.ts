import type { StorageTopics } from '../../dashboard-api/index.ts';
import { UserError } from '../../shared/index.ts';
import { type TopicHandler, untilAborted } from '../registry.ts';

export const followBuilds: TopicHandler<StorageTopics['builds']>['follow'] = async (
  _params,
  feed,
  context,
) => {
  const { builds } = await context.engine();
  feed.snapshot(builds.rows);
  const stop = builds.onEvent((row, { kind }) => {
    if (kind !== 'build-step-output' && kind !== 'build-step-progress')
      feed.delta({ set: [row], removed: [] });
  });
  await untilAborted(context.signal);
  stop();
};

export const followOutput: TopicHandler<StorageTopics['build-output']>['follow'] = async (
  { build },
  feed,
  context,
) => {
  const { builds } = await context.engine();
  const events = builds.events(build);
  if (events === undefined) throw new UserError('no-such-build', 'this build is not known any more');
  feed.snapshot([...events]);
  const stop = builds.onEvent((row, event) => {
    if (row.id === build) feed.delta([event]);
  });
  await untilAborted(context.signal);
  stop();
};
