import type { ServiceDependency } from '../../compose-file/index.ts';
import type { ContainerSummary, NetworkCreateRequest, VolumeCreateRequest } from '../../engine-api/index.ts';
import type { Cause } from '../contract-plan.ts';

/** A container that exists already, in few words. */
export interface ContainerRef {
  id: string;
  name: string;
}

interface StepBase {
  /** Unique in its plan, and readable: `create container app-web-1`. */
  id: string;
  cause: Cause;
  /** Ids of the steps that come first. */
  after: string[];
}

export type Step = StepBase &
  (
    | { kind: 'create-network'; key: string; request: NetworkCreateRequest }
    | {
        kind: 'replace-network';
        key: string;
        request: NetworkCreateRequest;
        /** Stopped, disconnected, and later recreated. */
        containers: ContainerRef[];
      }
    | { kind: 'create-volume'; key: string; request: VolumeCreateRequest }
    | { kind: 'replace-volume'; key: string; request: VolumeCreateRequest; containers: ContainerRef[] }
    | { kind: 'create-container'; service: string; name: string; number: number }
    | {
        kind: 'recreate-container';
        service: string;
        name: string;
        number: number;
        replaced: ContainerSummary;
        /** What the display calls it: the name of the container replaced. */
        shownName: string;
      }
    | { kind: 'remove-container'; service: string; container: ContainerRef; withHooks: boolean }
    | { kind: 'stop-container'; service: string; container: ContainerRef }
    /** As it should be already. */
    | { kind: 'keep-container'; service: string; container: ContainerRef; running: boolean }
    /** Paused or half-removed: the engine is asked to start it while converging, as Docker Compose does. */
    | { kind: 'revive-container'; service: string; container: ContainerRef }
    | { kind: 'provide'; service: string }
    /** All that must exist exists. */
    | { kind: 'ready' }
    | {
        kind: 'wait';
        /** Who waits. */
        service: string;
        dependency: string;
        condition: WaitCondition;
        required: boolean;
      }
    /** Containers that run to their end before `name` starts. */
    | { kind: 'pre-start'; service: string; name: string }
    | { kind: 'start-container'; service: string; name: string; number: number }
  );

export type WaitCondition = NonNullable<ServiceDependency['condition']> | 'running_or_healthy';
export type StepKind = Step['kind'];
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;

export interface Plan {
  steps: Step[];
  warnings: string[];
}

export function cause(reason: string, changes: Cause['changes'] = []): Cause {
  return { reason, changes };
}
