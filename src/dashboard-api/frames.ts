/** Frames of the one WebSocket; JSON texts. The first of the page is `hello`; nothing else is answered before it. */
import type { CallName, Calls } from './calls.ts';
import type { EngineName } from './engines.ts';
import type { TopicName, Topics } from './topics.ts';

/** A failure that a person reads. `code` has a page in `docs/errors/` when it is a user's mistake. */
export interface Failure {
  code: string;
  message: string;
  hint?: string;
}

export type PageFrame =
  | { kind: 'hello'; protocol: number; key: string }
  | SubscribeFrame
  | { kind: 'unsubscribe'; id: number }
  /** Back-pressure: all up to this sequence number has been taken in; the server keeps few deltas under way. */
  | { kind: 'taken'; id: number; seq: number }
  | CallFrame
  /** Aborts a call. */
  | { kind: 'cancel'; id: number };

export type SubscribeFrame = {
  [Name in TopicName]: {
    kind: 'subscribe';
    /** Chosen by the page, unique on the connection, shared with calls. */
    id: number;
    engine: EngineName;
    topic: Name;
    params: Topics[Name]['params'];
  };
}[TopicName];

export type CallFrame = {
  [Name in CallName]: {
    kind: 'call';
    id: number;
    engine: EngineName;
    call: Name;
    params: Calls[Name]['params'];
  };
}[CallName];

export type ServerFrame =
  | WelcomeFrame
  /** The whole state; also again, when too much was dropped to go on by deltas. */
  | { kind: 'snapshot'; id: number; seq: number; data: unknown }
  /** `dropped`: how much (lines, samples) was left out before it, because the page was slow. */
  | { kind: 'delta'; id: number; seq: number; data: unknown; dropped?: number }
  /** The engine does not answer (`stale`), or answers again; the last state stays on the page meanwhile. */
  | { kind: 'stale'; id: number; failure: Failure }
  | { kind: 'fresh'; id: number }
  /** The subscription is over: `failure` says why, absent when there is no more to come. */
  | { kind: 'ended'; id: number; failure?: Failure }
  /** Of a call under way. */
  | { kind: 'progress'; id: number; data: unknown }
  | { kind: 'result'; id: number; data: unknown }
  | { kind: 'failed'; id: number; failure: Failure };

export interface WelcomeFrame {
  kind: 'welcome';
  protocol: number;
  /** tutti's version. */
  version: string;
  readOnly: boolean;
  /** Where `tutti ui` was started: what commands that it shows are meant for. Absolute. */
  folder: string;
  /** The engine that the command line chose. */
  engine: EngineName;
  /** The project that `tutti ui PROJECT` named, or the one of the folder it was started in. */
  project?: string;
}
