import type { EventMessage, EventType } from '../engine-api/index.ts';

/** Where rooms of the engine say what happened, and `GET /events` listens. */
export interface Events {
  emit(type: EventType, action: string, id: string, attributes: Record<string, string>): void;
  /** Events still remembered from `since` (Unix nanoseconds) on, then new ones; returns the way to stop. */
  subscribe(listener: (event: EventMessage) => void, since?: bigint): () => void;
}
