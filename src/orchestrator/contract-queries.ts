/** What reads the state of a project is told. */
import type { EngineClient } from '../engine-client/index.ts';
import type { OperationContext, ServiceSelection } from './contract-context.ts';
import type { LifecycleEvent } from './contract-events.ts';

export interface PsOptions extends OperationContext, ServiceSelection {
  all?: boolean;
  orphans?: boolean;
  /** `running`, `exited`, … */
  status?: string[];
}

export interface LogsOptions extends OperationContext, ServiceSelection {
  follow?: boolean;
  tail?: string;
  since?: string;
  /** Of each container's last run alone, instead of `since`. */
  lastRun?: boolean;
  until?: string;
  index?: number;
  /** Asks the engine for `LogLine.timestamp`. */
  timestamps?: boolean;
  /** Told of containers that come and go while following. */
  onLifecycle?: (event: LifecycleEvent) => void;
}

export interface PortOptions extends OperationContext {
  service: string;
  port: number;
  protocol: string;
  index?: number;
}

export interface EventsOptions extends OperationContext, ServiceSelection {
  since?: string;
  until?: string;
}

export interface WaitOptions extends OperationContext {
  services: string[];
  downProject?: boolean;
}

export interface ListProjectsOptions {
  client: EngineClient;
  signal: AbortSignal;
  all?: boolean;
  /** `name=…`. */
  filter?: Record<string, string[]>;
}
