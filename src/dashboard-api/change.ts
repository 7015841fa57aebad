/** Changes: each is planned first, shown, and applied as it was shown. */
import type {
  BuildProgressEvent,
  MessageEvent,
  PlannedStep,
  ProgressEvent,
} from '../orchestrator/contract-data.ts';

/** What a button asks for, before anybody said how. */
export type Change =
  | {
      kind: 'up';
      project: string;
      services?: string[];
      build?: boolean;
      recreate?: 'diverged' | 'force' | 'never';
      pull?: 'always' | 'missing';
      profiles?: string[];
      scale?: Record<string, number>;
      removeOrphans?: boolean;
    }
  | { kind: 'down'; project: string; volumes?: boolean; images?: 'all' | 'local'; removeOrphans?: boolean }
  | { kind: 'build' | 'pull'; project: string; services?: string[]; noCache?: boolean }
  | {
      kind: 'start' | 'stop' | 'restart' | 'kill' | 'pause' | 'unpause';
      project: string;
      services?: string[];
    }
  /** Containers of any project or of none. */
  | {
      kind: 'containers';
      verb: 'start' | 'stop' | 'restart' | 'kill' | 'pause' | 'unpause' | 'remove';
      containers: string[];
      volumes?: boolean;
    }
  /** Exactly these objects, as a prune's list showed them. */
  | {
      kind: 'remove';
      containers?: string[];
      images?: string[];
      volumes?: string[];
      networks?: string[];
      buildCache?: string[];
    };

export interface ChangePlan {
  /** Refers to it in `change.apply`; dies with the connection, or when what it was made from has changed. */
  id: string;
  title: string;
  steps: PlannedStep[];
  warnings: string[];
  /** Containers that stop meanwhile, and for about how long: milliseconds by what the engine knows, absent when not known. */
  downtime: { service: string; container: string; milliseconds?: number; reason: string }[];
  /** Data that would be gone: volumes, what containers wrote. */
  atRisk: { what: string; detail: string; bytes?: number }[];
  /** The command line that does the same. */
  command: string;
  /** Bytes that become free, for removals. */
  frees?: number;
}

export type ChangeProgress =
  | { at: number; event: ProgressEvent | MessageEvent | BuildProgressEvent }
  /**
   * A span of one service's start-up: for the waterfall. Unix milliseconds; told when it begins, and again with its `end`. `healthy`
   * may still last when the change is done: the container's next `healthy`, `unhealthy` or `died` in the timeline ends it.
   */
  | { at: number; span: StartupSpan };

export interface StartupSpan {
  service: string;
  /** Of one container; absent for what is done for the service. */
  container?: string;
  phase: 'pull' | 'build' | 'create' | 'start' | 'healthy';
  begin: number;
  end?: number;
  failed?: boolean;
}

export interface ChangeCalls {
  'change.plan': { params: { change: Change }; progress: never; result: ChangePlan };
  'change.apply': { params: { plan: string }; progress: ChangeProgress; result: { exitCode: number } };
}
