/** What `doctor` finds. */
import type { SourcePosition } from '../shared/index.ts';

export type FindingCode =
  | 'disk-full'
  | 'dollar-eaten'
  | 'exited-with-error'
  | 'file-became-folder'
  | 'localhost-in-container'
  | 'loopback-only'
  | 'out-of-memory'
  | 'restart-loop'
  | 'unhealthy'
  | 'wrong-architecture';

/** One thing that is wrong; explained in `docs/errors/<code>.md`. */
export interface Finding {
  code: FindingCode;
  service: string;
  /** Full names of the service's containers that have it; empty when it is in the file. */
  containers: string[];
  /** What is wrong, one sentence. */
  message: string;
  /** What shows it: lines of logs, names of variables. Without values of variables. */
  evidence: string[];
  /** What to do, one sentence. */
  hint: string;
  position?: SourcePosition;
}
