import type { Change, ChangePlan } from '../../dashboard-api/index.ts';
import type { OrchestratorEvent, PlannedStep } from '../../orchestrator/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import type { Settings } from '../settings.ts';

/** What a planner is given. */
export interface PlanContext {
  live: LiveEngine;
  settings: Settings;
  signal: AbortSignal;
}

/** How a change would be made, and how it is made. */
export interface Planned {
  title: string;
  steps: PlannedStep[];
  warnings: string[];
  /** Words of the command lines that do the same. */
  commands: string[][];
  frees?: number;
  /** Exit code. */
  apply(onEvent: (event: OrchestratorEvent) => void, signal: AbortSignal): Promise<number>;
}

export type ChangeOf<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>;

/** Of a plan that was shown; kept until it is applied, or the page goes. */
export interface ShownPlan {
  change: Change;
  plan: ChangePlan;
  engine: string;
  /** What it was made from. */
  fingerprint: string;
}
