/** changes: what a button asks for, its plan, and how it goes. Nothing else on the page changes anything. */
export { done, scriptOf } from './history.ts';
export { canChange, type Proposal, proposal, propose } from './proposal.ts';
export type { Run } from './run.ts';
export { runs } from './runs.ts';
