/** What a subject declares: one handler for each topic and call of `dashboard-api`. */
import type * as z from 'zod/mini';
import type { Call, Calls, Topic, Topics } from '../dashboard-api/index.ts';
import type { Engines } from './engines/engines.ts';
import type { LiveEngine } from './engines/live-engine.ts';
import type { Settings } from './settings.ts';

/** What every handler is given. */
export interface HandlerContext {
  settings: Settings;
  engines: Engines;
  /**
   * The engine of the frame, with what is known of it. Throws where it cannot be reached or is not known. Topics of no particular
   * engine do not ask for it.
   */
  engine: () => Promise<LiveEngine>;
  /** The page went, unsubscribed or cancelled; for topics also: the engine went. */
  signal: AbortSignal;
  /** Lives as long as the page's connection: what a call keeps for a later one. */
  connection: Map<string, unknown>;
}

/** Where a topic's handler puts what the page shall know. Never blocks: what the page is too slow for is merged. */
export interface Feed<T extends Topic> {
  /** First of all, and again when deltas would not do. */
  snapshot(data: T['snapshot']): void;
  delta(data: T['delta']): void;
}

export interface Merged<Delta> {
  delta: Delta;
  /** How much (lines, samples) had to be left out. */
  dropped?: number;
}

export interface TopicHandler<T extends Topic> {
  params: z.ZodMiniType<T['params']>;
  /** `engine`: stale while it is away, and followed anew when it is back. */
  of: 'engine' | 'server';
  /** What two deltas come to that have not been sent yet. */
  merge: (pending: T['delta'], next: T['delta']) => Merged<T['delta']>;
  /** Milliseconds between two deltas, where a page shows them more seldom than ten times a second. */
  pace?: number;
  /** Feeds until the signal aborts. To return earlier is to say that there is no more to come. */
  follow: (params: T['params'], feed: Feed<T>, context: HandlerContext) => Promise<void>;
}

export interface CallHandler<C extends Call> {
  params: z.ZodMiniType<C['params']>;
  /** It changes something, or prepares to: does not exist under `--read-only`. */
  changes: boolean;
  /** A page that is closed or loaded anew does not abort it. */
  outlivesPage?: boolean;
  run: (
    params: C['params'],
    context: HandlerContext,
    progress: (data: C['progress']) => void,
  ) => Promise<C['result']>;
}

/** The handlers of one subject's topics: `TopicHandlers<HomeTopics>`. */
export type TopicHandlers<Group> = {
  [Name in keyof Group]: Group[Name] extends Topic ? TopicHandler<Group[Name]> : never;
};

export type CallHandlers<Group> = {
  [Name in keyof Group]: Group[Name] extends Call ? CallHandler<Group[Name]> : never;
};

/** All of them: a topic or call of `dashboard-api` without handler does not compile. */
export interface Registry {
  topics: TopicHandlers<Topics>;
  calls: CallHandlers<Calls>;
}

/** The page is never behind such a delta: the later one replaces it. */
export function replace<Delta>(_pending: Delta, next: Delta): Merged<Delta> {
  return { delta: next };
}

/** For lists that only grow: the oldest that a slow page has not got are dropped. */
export function appended<Entry>(kept: number): (pending: Entry[], next: Entry[]) => Merged<Entry[]> {
  return (pending, next) => {
    const all = [...pending, ...next];
    return { delta: all.slice(-kept), dropped: Math.max(0, all.length - kept) };
  };
}

/** Until the signal aborts; for handlers that only listen. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
