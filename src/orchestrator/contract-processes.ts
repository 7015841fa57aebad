/** What runs a command in a container, or connects to one, is told. */
import type { OperationContext, ProjectContext } from './contract-context.ts';
import type { PullPolicy } from './contract-converge.ts';

export interface RunOptions extends ProjectContext {
  service: string;
  command?: string[];
  detach?: boolean;
  rm?: boolean;
  build?: boolean;
  noDeps?: boolean;
  removeOrphans?: boolean;
  quietBuild?: boolean;
  quietPull?: boolean;
  pull?: PullPolicy;
  name?: string;
  /** `KEY=value`, or `KEY` to take it over from `hostEnvironment`. */
  env?: string[];
  hostEnvironment?: Readonly<Record<string, string | undefined>>;
  labels?: Record<string, string>;
  /** `[]` or absent: the service's own; the words of `--entrypoint`, split by the shell's rules. */
  entrypoint?: string[];
  user?: string;
  workdir?: string;
  capAdd?: string[];
  capDrop?: string[];
  /** Short form. */
  publish?: string[];
  servicePorts?: boolean;
  useAliases?: boolean;
  /** Short form. */
  volumes?: string[];
  tty: boolean;
  /** Keep standard input open and connect it. */
  interactive: boolean;
  /** Progress of the waits for the service's dependencies, too, which Docker Compose's `run` does not show. */
  showWaits?: boolean;
}

export interface ExecOptions extends OperationContext {
  service: string;
  command: string[];
  detach?: boolean;
  env?: string[];
  /** From 1. */
  index?: number;
  privileged?: boolean;
  user?: string;
  workdir?: string;
  tty: boolean;
  interactive: boolean;
  size?: { columns: number; rows: number };
}

export interface AttachContainerOptions extends OperationContext {
  service: string;
  index?: number;
  noStdin?: boolean;
  detachKeys?: string;
}

export interface LocateOptions extends OperationContext {
  service: string;
  /** From 1. */
  index?: number;
}
