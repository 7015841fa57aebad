import type { ContainerState, ContainerTopics } from '../../dashboard-api/index.ts';
import { UserError } from '../../shared/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import type { TopicHandler } from '../registry.ts';
import { containerOf } from './container-of.ts';
import { inspect } from './inspect.ts';
import { maskInspect } from './mask.ts';
import { networkReach } from './network-reach.ts';

type Topic = ContainerTopics['container'];

/** Looked at again after each event of it, and when another comes into one of its networks, or leaves. */
export const followContainer: TopicHandler<Topic>['follow'] = async ({ container }, feed, context) => {
  const { signal } = context;
  const live = await context.engine();
  const { id } = containerOf(live.model, container);
  let changed = Promise.withResolvers<void>();
  const stop = live.model.onChange(({ containers }) => {
    const networks = new Set(live.model.facts(id)?.networks);
    const near = [...containers].some(
      (other) => other === id || live.model.facts(other)?.networks.some((name) => networks.has(name)),
    );
    if (near || containers.has(id)) changed.resolve();
  });
  signal.addEventListener('abort', () => changed.resolve(), { once: true });
  try {
    feed.snapshot(await stateOf(id, live, signal));
    for (;;) {
      await changed.promise;
      changed = Promise.withResolvers();
      if (signal.aborted) return;
      feed.delta(await stateOf(id, live, signal));
    }
  } finally {
    stop();
  }
};

async function stateOf(id: string, live: LiveEngine, signal: AbortSignal): Promise<ContainerState> {
  const brief = live.model.containers.get(id);
  if (brief === undefined) throw new UserError('no-such-container', 'this container has been removed');
  const found = await inspect(id, live, signal);
  return { brief, ...maskInspect(found), reach: await networkReach(found, live, signal) };
}
