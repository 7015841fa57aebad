import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { EngineName, Failure, TopicName, Topics } from '../../../src/dashboard-api/index.ts';
import { reducers } from './reducers.ts';
import { listen, type TopicListener } from './subscriptions.ts';

/** What is known of a topic. `data` stays while it is stale or has ended. */
export interface TopicState<Name extends TopicName> {
  state: 'loading' | 'live' | 'stale' | 'ended';
  data: Topics[Name]['snapshot'] | undefined;
  failure: Failure | undefined;
}

interface Shared<Name extends TopicName> {
  signal: Signal<TopicState<Name>>;
  viewers: number;
  end: () => void;
  lingering: ReturnType<typeof setTimeout> | undefined;
}

/** A subscription outlives its last viewer by this, so that going back and forth shows at once what was there. */
const LINGER_MS = 5_000;

const shared = new Map<string, Shared<TopicName>>();

function listenerOf<Name extends TopicName>(
  topic: Name,
  target: Signal<TopicState<Name>>,
): TopicListener<Name> {
  const set = (change: Partial<TopicState<Name>>) => {
    target.value = { ...target.peek(), ...change };
  };
  const live = { state: 'live', failure: undefined } as const;
  return {
    snapshot: (data) => set({ ...live, data }),
    delta: (delta) => {
      const { data } = target.peek();
      if (data !== undefined) set({ ...live, data: reducers[topic](data, delta) });
    },
    stale: (failure) => set({ state: 'stale', failure }),
    fresh: () => set(target.peek().data === undefined ? { state: 'loading', failure: undefined } : live),
    ended: (failure) => set({ state: 'ended', failure }),
  };
}

function open<Name extends TopicName>(
  topic: Name,
  engine: EngineName,
  params: Topics[Name]['params'],
): Shared<Name> {
  const state = signal<TopicState<Name>>({ state: 'loading', data: undefined, failure: undefined });
  const end = listen(topic, engine, params, listenerOf(topic, state));
  return { signal: state, viewers: 0, end, lingering: undefined };
}

export interface SharedTopic<Name extends TopicName> {
  signal: ReadonlySignal<TopicState<Name>>;
  /** Keeps it open until the function that is returned is called. */
  hold: () => () => void;
}

/** A topic as a signal. Same topic, engine and parameters: one subscription for all; nobody holds it: it ends soon. */
export function subscribe<Name extends TopicName>(
  topic: Name,
  engine: EngineName,
  params: Topics[Name]['params'],
): SharedTopic<Name> {
  const key = JSON.stringify([topic, engine, params]);
  const known = shared.get(key) as unknown as Shared<Name> | undefined;
  const usable = known !== undefined && known.signal.peek().state !== 'ended';
  const entry = usable ? known : open(topic, engine, params);
  shared.set(key, entry);
  if (entry.viewers === 0) linger(key, entry);
  return { signal: entry.signal, hold: () => hold(key, entry) };
}

function hold<Name extends TopicName>(key: string, entry: Shared<Name>): () => void {
  entry.viewers += 1;
  clearTimeout(entry.lingering);
  return () => {
    entry.viewers -= 1;
    if (entry.viewers === 0) linger(key, entry);
  };
}

function linger<Name extends TopicName>(key: string, entry: Shared<Name>): void {
  clearTimeout(entry.lingering);
  entry.lingering = setTimeout(() => {
    entry.end();
    if ((shared.get(key) as unknown) === entry) shared.delete(key);
  }, LINGER_MS);
}
