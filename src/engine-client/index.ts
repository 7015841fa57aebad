/**
 * engine-client: HTTP to any engine that speaks the Docker Engine API (unix socket, tcp, tls, ssh), docker contexts,
 * registry credentials, and starting our own engine when none is chosen. No knowledge of Compose.
 * Entry: `connectEngine`.
 */

export { findCliPlugin } from './cli-plugins.ts';
export { connectEngine } from './client.ts';
export type * from './contract.ts';
export { encodeAuth, openCredentials } from './credentials.ts';
export { diskUsage } from './disk-usage.ts';
export { withDockerEnvironment } from './docker-environment.ts';
export { dockerEvents } from './docker-events.ts';
export { type GrpcCalls, openGrpc } from './grpc.ts';
export { parseEvents, parseLines } from './json-stream.ts';
export { knownEngines } from './known-engines.ts';
export { LogBell } from './log-bell.ts';
export { followByBell, type LogPart, readOn } from './log-following.ts';
export { LogPlace } from './log-place.ts';
export { versionAtLeast } from './negotiate.ts';
export { referenceForRemoval } from './network-reference.ts';
export { pastEvents } from './past-events.ts';
export { ProtobufFields, protobufText } from './protobuf.ts';
export { proxyVariables } from './proxy-variables.ts';
export { engineRefusal } from './refusal.ts';
