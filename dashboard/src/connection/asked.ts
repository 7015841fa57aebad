import type { CallName, Calls, TopicName, Topics } from '../../../src/dashboard-api/index.ts';

/** What the page asked of the server: once, to be told from then on, or beside the WebSocket (by path). */
export type Asked =
  | { [Name in CallName]: { kind: 'call'; name: Name; params: Calls[Name]['params'] } }[CallName]
  | { [Name in TopicName]: { kind: 'topic'; name: Name; params: Topics[Name]['params'] } }[TopicName]
  | { kind: 'transfer'; name: string; params: object };

const listeners = new Set<(asked: Asked) => void>();

/** Calls for each; the function that is returned ends it. */
export function onAsked(listener: (asked: Asked) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellAsked(asked: Asked): void {
  for (const listener of listeners) listener(asked);
}
