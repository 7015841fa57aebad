import type { Failure, Topic } from '../../dashboard-api/index.ts';
import type { EngineLink } from '../engines/engine-link.ts';
import { failureOf, isEngineLost } from '../failure.ts';
import type { HandlerContext, TopicHandler } from '../registry.ts';
import type { Outlet } from './outlet.ts';

export interface FollowedTopic {
  handler: TopicHandler<Topic>;
  params: object;
  outlet: Outlet<Topic>;
  context: HandlerContext;
  link: EngineLink;
  tell: (state: { kind: 'stale'; failure: Failure } | { kind: 'fresh' }) => void;
}

/** Follows a topic through all comings and goings of its engine. Resolves when there is no more to come, or the page left. */
export async function followTopic({
  handler,
  params,
  outlet,
  context,
  link,
  tell,
}: FollowedTopic): Promise<void> {
  const { signal } = context;
  using lease = link.lease();
  let stale = false;
  const goStale = (error: unknown): void => {
    const failure = failureOf(error);
    tell({ kind: 'stale', failure: { ...failure, ...hintOf(error) } });
    stale = true;
  };
  while (!signal.aborted) {
    const live = await lease.live(signal, goStale);
    if (stale) tell({ kind: 'fresh' });
    stale = false;
    const together = AbortSignal.any([signal, live.signal]);
    try {
      await handler.follow(params, outlet, {
        ...context,
        engine: () => Promise.resolve(live),
        signal: together,
      });
      if (!live.signal.aborted) return;
    } catch (error) {
      if (signal.aborted) return;
      if (isEngineLost(error)) live.end(error);
      if (!live.signal.aborted) throw error;
    }
    if (!signal.aborted) goStale(live.signal.reason);
  }
}

/** What to do on a command line is not what to do here. */
function hintOf(error: unknown): { hint?: string } {
  if (!isEngineLost(error)) return {};
  return {
    hint:
      error.code === 'engine-unreachable'
        ? 'Start that engine, or choose another one at the foot of the rail. This page goes on by itself as soon as the engine answers.'
        : 'It is shown again as soon as the engine answers.',
  };
}
