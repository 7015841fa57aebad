/**
 * dashboard-api: what goes over the dashboard's WebSocket between `dashboard-server` and the page. Types and constants; no I/O, no
 * Node globals: the page imports it too. A file per subject; `Topics` and `Calls` are their sums.
 */
export type * from './calls.ts';
export type * from './change.ts';
export type * from './container.ts';
export type * from './engines.ts';
export type * from './frames.ts';
export type * from './home.ts';
export type * from './project.ts';
export type * from './topics.ts';
export * from './version.ts';
