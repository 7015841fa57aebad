/** What starts, stops and removes the containers of a project is told. */
import type { OperationContext, ServiceSelection } from './contract-context.ts';
import type { LifecycleVerb } from './contract-plan.ts';

export interface DownOptions extends OperationContext, ServiceSelection {
  removeOrphans?: boolean;
  volumes?: boolean;
  rmi?: 'all' | 'local';
  timeout?: number;
}

export interface StartOptions extends OperationContext, ServiceSelection {
  wait?: boolean;
  waitTimeout?: number;
}

export interface StopOptions extends OperationContext, ServiceSelection {
  timeout?: number;
}

export interface RestartOptions extends OperationContext, ServiceSelection {
  timeout?: number;
  noDeps?: boolean;
}

export interface KillOptions extends OperationContext, ServiceSelection {
  /** `SIGKILL` when absent. */
  kill?: string;
  removeOrphans?: boolean;
}

export interface LifecyclePlanOptions extends OperationContext, ServiceSelection {
  verb: LifecycleVerb;
}

export type PauseOptions = OperationContext & ServiceSelection;

export interface RemoveOptions extends OperationContext, ServiceSelection {
  stop?: boolean;
  volumes?: boolean;
  /** Removes also what began to run again meanwhile. */
  force?: boolean;
  /** Called with the containers' names before anything is removed, also with `force`; not when there are none. */
  confirm?: (containers: string[]) => Promise<boolean>;
}
