/** Plain data that operations take and give: a second door, for those who only show it. Browser-safe. */
export type * from './contract-events.ts';
export type * from './contract-findings.ts';
export type * from './contract-plan.ts';
export type * from './contract-results.ts';
