import { type Signal, signal } from '@preact/signals';
import type {
  EngineName,
  Failure,
  ServerFrame,
  SubscribeFrame,
  TopicName,
  Topics,
  WelcomeFrame,
} from '../../../src/dashboard-api/index.ts';
import { type Asked, tellAsked } from './asked.ts';
import { nextNumber } from './numbers.ts';
import { onSocket, send } from './socket.ts';

/** What a subscription tells, in order. */
export interface TopicListener<Name extends TopicName> {
  snapshot: (data: Topics[Name]['snapshot']) => void;
  /** `dropped`: how much was left out before it, because the page was slow. */
  delta: (data: Topics[Name]['delta'], dropped: number) => void;
  /** What is shown is old, and why; a new snapshot follows when it is fresh again. */
  stale: (failure: Failure) => void;
  fresh: () => void;
  ended: (failure: Failure | undefined) => void;
  /** What comes is kept until something else is drawn: no frame is asked for to say that it was taken. */
  drawnLater?: boolean;
}

interface Subscription {
  frame: Omit<SubscribeFrame, 'id'>;
  listener: TopicListener<TopicName>;
}

/** How often the server or an engine came back: what failed meanwhile is worth asking for once more. */
export const comebacks: Signal<number> = signal(0);

const subscriptions = new Map<number, Subscription>();
const taken = new Map<number, number>();
let takenSoon = false;

const disconnected: Failure = {
  code: 'connection-lost',
  message: 'There is no connection to "tutti ui".',
  hint: 'The page comes back by itself; if "tutti ui" has ended, start it again.',
};

onSocket({
  opened: () => {
    taken.clear();
    for (const [id, { frame }] of subscriptions) send({ ...frame, id } as SubscribeFrame);
    comebacks.value += 1;
  },
  frame: receive,
  closed: () => {
    for (const { listener } of subscriptions.values()) listener.stale(disconnected);
  },
});

function receive(frame: Exclude<ServerFrame, WelcomeFrame>): void {
  const listener = subscriptions.get(frame.id)?.listener;
  if (listener === undefined) return;
  switch (frame.kind) {
    case 'snapshot':
      listener.snapshot(frame.data as Topics[TopicName]['snapshot']);
      return take(frame.id, frame.seq, listener);
    case 'delta':
      (listener.delta as (data: unknown, dropped: number) => void)(frame.data, frame.dropped ?? 0);
      return take(frame.id, frame.seq, listener);
    case 'stale':
      return listener.stale(frame.failure);
    case 'fresh':
      comebacks.value += 1;
      return listener.fresh();
    case 'ended':
      subscriptions.delete(frame.id);
      return listener.ended(frame.failure);
    default:
  }
}

/** A frame counts as taken when it has been drawn: a page that cannot keep up slows the server down. */
function take(id: number, seq: number, { drawnLater }: TopicListener<TopicName>): void {
  taken.set(id, seq);
  if (takenSoon) return;
  takenSoon = true;
  if (document.hidden || drawnLater) setTimeout(tellTaken);
  else requestAnimationFrame(tellTaken);
}

function tellTaken(): void {
  takenSoon = false;
  for (const [id, seq] of taken) send({ kind: 'taken', id, seq });
  taken.clear();
}

/** Subscribes; the function that is returned ends it. For state that is kept as a whole `useTopic` is simpler. */
export function listen<Name extends TopicName>(
  topic: Name,
  engine: EngineName,
  params: Topics[Name]['params'],
  listener: TopicListener<Name>,
): () => void {
  tellAsked({ kind: 'topic', name: topic, params } as Asked);
  const id = nextNumber();
  const frame = { kind: 'subscribe', engine, topic, params } as Omit<SubscribeFrame, 'id'>;
  subscriptions.set(id, { frame, listener: listener as TopicListener<TopicName> });
  send({ ...frame, id } as SubscribeFrame);
  return () => {
    if (subscriptions.delete(id)) send({ kind: 'unsubscribe', id });
  };
}
