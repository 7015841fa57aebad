import type { EventMessage, EventType } from '../engine-api/index.ts';

/** Where rooms of the engine say what happened, and `GET /events` listens. */
export interface Events {
  emit(type: EventType, action: string, id: string, attributes: Record<string, string>): void;
  /** Events still remembered from `since` (Unix nanoseconds) on, then new ones; returns the way to stop. */
  subscribe(listener: (event: EventMessage) => void, since?: bigint): () => void;
}

/** How many events are remembered for `since`; Docker remembers 256, too few for one `up` of a large project. */
const REMEMBERED = 1024;

/** Health checks run by the second: what they tell does not push out what happened. */
const isOfExec = (action: string): boolean => action.startsWith('exec_');

interface Remembered {
  event: EventMessage;
  nanoseconds: bigint;
}

/** The events of one engine, in memory: what happened before it started is not remembered, as with Docker. */
export function createEvents(): Events {
  const happened: Remembered[] = [];
  const execs: Remembered[] = [];
  const listeners = new Set<(event: EventMessage) => void>();
  const now = strictlyRisingClock();
  return {
    emit(type, action, id, attributes) {
      const nanoseconds = now();
      const event = eventMessage(type, action, id, attributes, nanoseconds);
      const recent = isOfExec(action) ? execs : happened;
      recent.push({ event, nanoseconds });
      if (recent.length > REMEMBERED) recent.shift();
      for (const listener of listeners) listener(event);
    },
    subscribe(listener, since) {
      if (since !== undefined) {
        const both = [...happened, ...execs].filter(({ nanoseconds }) => nanoseconds >= since);
        for (const { event } of both.sort(byTime)) listener(event);
      }
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const byTime = (a: Remembered, b: Remembered): number => (a.nanoseconds < b.nanoseconds ? -1 : 1);

/**
 * Unix nanoseconds; two calls are never less than a microsecond apart, so that a client whose numbers are floating-point ones may
 * continue after the last event that it saw, too.
 */
function strictlyRisingClock(): () => bigint {
  let last = 0n;
  return () => {
    const now = BigInt(Date.now()) * 1_000_000n;
    last = now > last ? now : last + 1000n;
    return last;
  };
}

function eventMessage(
  type: EventType,
  action: string,
  id: string,
  attributes: Record<string, string>,
  nanoseconds: bigint,
): EventMessage {
  return {
    Type: type,
    Action: action,
    Actor: { ID: id, Attributes: attributes },
    scope: 'local',
    time: Number(nanoseconds / 1_000_000_000n),
    timeNano: nanoseconds,
    ...(type === 'container' || type === 'image' ? { status: action, id } : {}),
    ...(type === 'container' && attributes.image !== undefined ? { from: attributes.image } : {}),
  };
}
