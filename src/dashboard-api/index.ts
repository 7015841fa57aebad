/**
 * dashboard-api: what goes over the dashboard's WebSocket between `dashboard-server` and the page. Types and constants; no I/O, no
 * Node globals: the page imports it too. A file per subject; `Topics` and `Calls` are their sums.
 */
export type * from './calls.ts';
export type * from './change.ts';
export type * from './compose-files.ts';
export type * from './container.ts';
export type * from './engines.ts';
export * from './files.ts';
export type * from './frames.ts';
export type * from './home.ts';
export * from './log-lines/fields.ts';
export * from './log-lines/level.ts';
export * from './log-lines/plain.ts';
export * from './log-lines/understand.ts';
export * from './log-query/format.ts';
export * from './log-query/parse.ts';
export type * from './log-query/query.ts';
export * from './logs.ts';
export type * from './project.ts';
export type * from './shell.ts';
export type * from './storage.ts';
export type * from './topics.ts';
export * from './version.ts';
