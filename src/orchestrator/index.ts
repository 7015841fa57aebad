/**
 * orchestrator: brings an engine to the state that a Compose project describes: observe → plan → execute. Knows engines
 * only through engine-client, prints nothing. Entries: the functions of `Orchestrator` in contract.ts.
 */
export type * from './contract.ts';
