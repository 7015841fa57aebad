/** Plain data that operations take and give, and how it is shown: a second door, for those who only do that. Browser-safe. */
export type * from './contract-builds.ts';
export type * from './contract-events.ts';
export type * from './contract-findings.ts';
export type * from './contract-plan.ts';
export type * from './contract-results.ts';
export { label as composeLabel } from './labels.ts';
export { shownSteps } from './plan/shown-steps.ts';
export { type EngineStats, usageOf } from './streams/engine-stats.ts';
