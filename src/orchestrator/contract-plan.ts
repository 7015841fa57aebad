/** A plan as others may read it: what an operation would do, and why. */

/** A field that differs; the values are shortened JSON, secrets redacted. */
export interface FieldChange {
  /** `environment.TZ`, `ports[0].published`. */
  field: string;
  before: string | undefined;
  after: string | undefined;
}

/** Why a step is there. */
export interface Cause {
  /** One phrase: `missing`, `configuration changed`, `image changed`, `network app_default recreated`, `--force-recreate`. */
  reason: string;
  changes: FieldChange[];
}

export type LifecycleVerb = 'start' | 'stop' | 'restart' | 'kill' | 'pause' | 'unpause';

export interface PlannedStep {
  /** Unique in the plan: `recreate container app-web-1`. */
  id: string;
  action:
    | 'create'
    | 'recreate'
    | 'start'
    | 'stop'
    | 'restart'
    | 'kill'
    | 'pause'
    | 'unpause'
    | 'remove'
    | 'pull'
    | 'build'
    | 'connect'
    | 'disconnect'
    | 'wait';
  resource: 'container' | 'network' | 'volume' | 'image' | 'provider' | 'build-cache';
  name: string;
  service?: string;
  /** False for what is done by every `up`, and of which only the doing tells whether it changes anything: a provider is asked again. */
  change?: false;
  cause: Cause;
  /** Ids of steps that come first. */
  after: string[];
}

export interface PlanReport {
  steps: PlannedStep[];
  warnings: string[];
  /** One line a step: `recreate container app-web-1: configuration changed (environment.TZ: "UTC" → "CET")`. */
  text: string[];
}
