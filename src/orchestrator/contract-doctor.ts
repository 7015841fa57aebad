/** What `doctor` is asked and what it finds. */
import type { SourcePosition } from '../shared/index.ts';
import type { OperationContext, ServiceSelection } from './contract-context.ts';
import type { Finding } from './contract-findings.ts';

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

export interface DoctorReport {
  /** How many containers were examined. */
  containers: number;
  findings: Finding[];
  /** What could not be looked at, and why: `app-web-1: what it listens on (it has no "cat")`. */
  unseen: string[];
}
