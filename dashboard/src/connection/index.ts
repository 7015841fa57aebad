/**
 * connection: the one WebSocket to `tutti ui`. `useTopic` gives a topic's state as a signal, `listen` its snapshots and
 * deltas as they come, `call` asks once. Knows nothing of views.
 */
export { type Asked, onAsked, tellAsked } from './asked.ts';
export { call, failureOf } from './calls.ts';
export { postBytes, postForFile } from './post-for-file.ts';
export { refusal, sessionKey } from './session.ts';
export { connect, connected, welcome } from './socket.ts';
export { comebacks, listen } from './subscriptions.ts';
export type { TopicState } from './topic-state.ts';
export { useCall } from './use-call.ts';
export { useTopic } from './use-topic.ts';
