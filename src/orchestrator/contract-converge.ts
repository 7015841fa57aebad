/** What brings a project to the state of its files is told, and answers. */
import type { Project } from '../compose-file/index.ts';
import type { ProjectContext, ServiceSelection } from './contract-context.ts';
import type { LifecycleEvent, LogLine } from './contract-events.ts';

export type RecreatePolicy = 'diverged' | 'force' | 'never';

export type PullPolicy = 'always' | 'missing' | 'never' | 'build' | 'policy';

export interface CreateOptions extends ProjectContext, ServiceSelection {
  build?: boolean;
  noBuild?: boolean;
  pull?: PullPolicy;
  /** For the services named. */
  recreate?: RecreatePolicy;
  /** What `recreate` is for, where it is not all that are named. */
  replace?: string[];
  /** For those they depend on: `force` for `--always-recreate-deps`. */
  recreateDependencies?: RecreatePolicy;
  noDeps?: boolean;
  renewAnonVolumes?: boolean;
  removeOrphans?: boolean;
  /** Providers have been asked already. */
  skipProviders?: boolean;
  /** `COMPOSE_IGNORE_ORPHANS`. */
  ignoreOrphans?: boolean;
  quietPull?: boolean;
  quietBuild?: boolean;
  /** Service → number of containers (`--scale`). */
  scale?: Record<string, number>;
  /** `-y`: answer yes to questions (an existing volume whose configuration changed). */
  assumeYes?: boolean;
  /** Asked when `assumeYes` is not set; false without it. */
  confirm?: (question: string, defaultAnswer: boolean) => Promise<boolean>;
  /** Seconds to stop containers that are recreated. */
  timeout?: number;
}

export interface UpOptions extends CreateOptions {
  noStart?: boolean;
  wait?: boolean;
  /** Seconds; implies `wait`. */
  waitTimeout?: number;
  /** Absent for `-d`. */
  attach?: AttachOptions;
}

export interface AttachOptions {
  /** `--attach`. */
  only?: string[];
  /** `--no-attach`. */
  except?: string[];
  attachDependencies?: boolean;
  /** `stop` for `--abort-on-container-exit`, `fail` for `--abort-on-container-failure`. */
  onExit?: 'ignore' | 'stop' | 'fail';
  exitCodeFrom?: string;
  onLog: (line: LogLine) => void;
  onLifecycle: (event: LifecycleEvent) => void;
  /**
   * Called once, when all is created and nothing started yet, with the labels of the containers listened to, sorted
   * (`Attaching to db-1, web-1`), and the project as the command's flags and providers have changed it. Progress events that follow
   * are those of the stop. Waited for before anything starts.
   */
  onAttaching?: (labels: string[], project: Project) => void | Promise<void>;
  /** Whether containers of a service that end now are being restarted: engines tell so only when they begin again. */
  isRestarting?: (service: string) => boolean;
  /** First Ctrl-C: stop gracefully. The context's `signal` is for giving up at once. */
  stop: AbortSignal;
  /** Second Ctrl-C: kill. */
  kill: AbortSignal;
  /** Lets go of the containers, which run on; once all are started. */
  detach?: AbortSignal;
  /** Called when the graceful stop begins, before its events. */
  onStopping?: () => void;
}

export interface UpResult {
  /** 0, or the exit code asked for by `exitCodeFrom` / `onExit`. */
  exitCode: number;
  /** As the command's flags and providers have changed it. */
  project: Project;
  /** What was started and has ended with a failure since; without `attach` it is looked for a moment. */
  failed: FailedContainer[];
}

export interface FailedContainer {
  id: string;
  exitCode: number;
}

export interface ScaleOptions extends ProjectContext {
  scale: Record<string, number>;
  noDeps?: boolean;
}
