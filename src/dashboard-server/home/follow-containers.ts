import type { HomeTopics } from '../../dashboard-api/index.ts';
import { type Merged, type TopicHandler, untilAborted } from '../registry.ts';
import { mergeRows } from '../rows.ts';

type Containers = HomeTopics['containers'];

export const followContainers: TopicHandler<Containers>['follow'] = async (_params, feed, context) => {
  const { model } = await context.engine();
  feed.snapshot([...model.containers.values()]);
  const stop = model.onChange(({ containers }) => {
    const ids = [...containers];
    feed.delta({
      set: ids.flatMap((id) => model.containers.get(id) ?? []),
      removed: ids.filter((id) => !model.containers.has(id)),
    });
  });
  await untilAborted(context.signal);
  stop();
};

export function mergeContainers(
  pending: Containers['delta'],
  next: Containers['delta'],
): Merged<Containers['delta']> {
  return { delta: mergeRows(pending, next, ({ id }) => id) ?? next };
}
