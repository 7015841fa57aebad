/** What `doctor` is asked and what it finds. */
import type { SourcePosition } from '../shared/index.ts';
import type { OperationContext, ServiceSelection } from './contract.ts';

/** A variable that the files use and that nobody sets, so that its use became nothing. */
export interface UnsetVariable {
  name: string;
  /** Where: `['services', 'db', 'environment', 'PASSWORD']`. */
  path: readonly string[];
  /** The value as the file has it. */
  text: string;
  position?: SourcePosition;
}

export interface DoctorOptions extends OperationContext, ServiceSelection {
  /** What loading the files told; absent without files. */
  unset?: readonly UnsetVariable[];
}

export type FindingCode =
  | 'disk-full'
  | 'dollar-eaten'
  | 'file-became-folder'
  | 'localhost-in-container'
  | 'loopback-only'
  | 'out-of-memory'
  | 'restart-loop'
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

export interface DoctorReport {
  /** How many containers were examined. */
  containers: number;
  findings: Finding[];
  /** What could not be looked at, and why: `app-web-1: what it listens on (it has no "cat")`. */
  unseen: string[];
}
