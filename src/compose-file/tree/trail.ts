import type { Node } from './node.ts';

/** One step in how a value came to be. */
export type TrailStep =
  | { kind: 'interpolated'; template: string; variables: VariableUse[] }
  | { kind: 'merged'; shadowed: Node }
  | { kind: 'extended'; from: string }
  | { kind: 'defaulted' };

/** Where a variable's value came from; values of the shell and of env files are not kept here. */
export interface VariableUse {
  name: string;
  /** `shell`, `default`, `unset`, or the env file with its line. */
  from: string;
  /** What the chosen source hid. */
  shadowed: string[];
}

/** Latest step first. */
export interface Trail {
  readonly step: TrailStep;
  readonly earlier: Trail | undefined;
}
