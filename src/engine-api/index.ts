/**
 * engine-api: what goes over the wire of the Docker Engine API: types, stream framing, and what its values mean in words.
 * No I/O, no Node globals: the dashboard's page imports it too.
 */
export type * from './build.ts';
export type * from './build-record.ts';
export type * from './container.ts';
export type * from './container-config.ts';
export type * from './distribution.ts';
export * from './engine-process.ts';
export type * from './exact.ts';
export type * from './exec.ts';
export type * from './image.ts';
export type * from './network.ts';
export * from './state-in-words.ts';
export * from './stream-frames.ts';
export type * from './system.ts';
export type * from './tutti.ts';
export type * from './volume.ts';
