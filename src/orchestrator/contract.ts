/**
 * What the command line asks of the orchestrator: one function per operation, exported by `index.ts` under the names
 * of `Orchestrator`. Options are named as Docker Compose's flags. Durations are seconds where the flag's are.
 */
import type { Project } from '../compose-file/index.ts';
import type { ImageSummary } from '../engine-api/index.ts';
import type { EngineClient } from '../engine-client/index.ts';
import type { BakeFile } from './bake/bake-file.ts';
import type { DoctorOptions, DoctorReport } from './contract-doctor.ts';
import type { LifecycleEvent, LogLine, OrchestratorEvent } from './contract-events.ts';
import type {
  BuildOptions,
  ConvertOptions,
  CreateTransformerOptions,
  GenerateOptions,
  PublishOptions,
  PullOptions,
  PushOptions,
} from './contract-images.ts';
import type { LifecycleVerb, PlanReport } from './contract-plan.ts';
import type {
  ContainerRow,
  ImageRow,
  ProcessTable,
  ProjectEvent,
  ProjectRow,
  PublishedPort,
  StatsSample,
  VolumeRow,
} from './contract-results.ts';
import type { Session } from './contract-sessions.ts';
import type { WatchOptions } from './contract-watch.ts';

export type * from './contract-data.ts';
export type * from './contract-doctor.ts';
export type * from './contract-images.ts';
export type * from './contract-sessions.ts';
export type * from './contract-watch.ts';

export interface OperationContext {
  client: EngineClient;
  /**
   * The loaded project. Operations that need only names (`ps`, `stop`, `down`, …) also take `{ name }`: what runs is then
   * read from the engine's labels, as Docker Compose does with `-p` and no file.
   */
  project: Project | NamedProject;
  signal: AbortSignal;
  onEvent: (event: OrchestratorEvent) => void;
  /** `--parallel`: at most so many things at once; no limit when absent. */
  parallel?: number;
}

export interface NamedProject {
  name: string;
}

/** For operations that change services: the files are needed. */
export interface ProjectContext extends OperationContext {
  project: Project;
}

export interface ServiceSelection {
  /** Empty or absent: all. */
  services?: string[];
}

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

export interface CopyOptions extends OperationContext {
  /** `SERVICE:PATH`, a path, or `-` for a tar stream. */
  source: string;
  destination: string;
  all?: boolean;
  index?: number;
  followLink?: boolean;
  archive?: boolean;
  stdin?: AsyncIterable<Uint8Array>;
  stdout?: (chunk: Uint8Array) => Promise<void>;
}

export interface CommitOptions extends OperationContext {
  service: string;
  /** `REPOSITORY[:TAG]`. */
  reference?: string;
  author?: string;
  message?: string;
  pause?: boolean;
  changes?: string[];
  index?: number;
}

export interface ExportOptions extends OperationContext {
  service: string;
  index?: number;
  /** For the display; absent: standard output. */
  output?: string;
  write: (chunk: Uint8Array) => Promise<void>;
}

export interface ScaleOptions extends ProjectContext {
  scale: Record<string, number>;
  noDeps?: boolean;
}

export interface ListProjectsOptions {
  client: EngineClient;
  signal: AbortSignal;
  all?: boolean;
  /** `name=…`. */
  filter?: Record<string, string[]>;
}

/** The operations, each exported by `index.ts` as a function of the same name. */
export interface Orchestrator {
  up(options: UpOptions): Promise<UpResult>;
  /** What `up` would do. Reads only. */
  plan(options: CreateOptions): Promise<PlanReport>;
  planDown(options: DownOptions): Promise<PlanReport>;
  /** What starting, stopping and the like would do. Reads only. */
  planLifecycle(options: LifecyclePlanOptions): Promise<PlanReport>;
  create(options: CreateOptions): Promise<void>;
  scale(options: ScaleOptions): Promise<void>;
  down(options: DownOptions): Promise<void>;
  build(options: BuildOptions): Promise<void>;
  printableBakeFile(options: Omit<BuildOptions, 'client'>): Promise<BakeFile | undefined>;
  pull(options: PullOptions): Promise<void>;
  push(options: PushOptions): Promise<void>;
  /** One session for each transformation; its exit code must be asked for before the next comes. */
  convert(options: ConvertOptions): AsyncIterable<Session>;
  /** A project that describes containers, however they were made. */
  generate(options: GenerateOptions): Promise<Project>;
  listTransformers(options: ListProjectsOptions): Promise<ImageSummary[]>;
  createTransformer(options: CreateTransformerOptions): Promise<void>;
  /** False when the user did not agree. */
  publish(options: PublishOptions): Promise<boolean>;
  start(options: StartOptions): Promise<void>;
  stop(options: StopOptions): Promise<void>;
  restart(options: RestartOptions): Promise<void>;
  kill(options: KillOptions): Promise<void>;
  pause(options: PauseOptions): Promise<void>;
  unpause(options: PauseOptions): Promise<void>;
  /** Names removed; empty when there was nothing ("No stopped containers"). */
  remove(options: RemoveOptions): Promise<string[]>;
  /** Creates the one-off container (and starts what it depends on). The session starts it. */
  run(options: RunOptions): Promise<Session>;
  exec(options: ExecOptions): Promise<Session>;
  attach(options: AttachContainerOptions): Promise<Session>;
  /** The container that `exec` and `attach` would mean. */
  locate(options: LocateOptions): Promise<{ id: string; name: string }>;
  ps(options: PsOptions): Promise<ContainerRow[]>;
  images(options: OperationContext & ServiceSelection): Promise<ImageRow[]>;
  /** Lines that came together are handed on together: one at a time costs more than printing them. */
  logs(options: LogsOptions): AsyncIterable<LogLine[]>;
  port(options: PortOptions): Promise<PublishedPort>;
  top(options: OperationContext & ServiceSelection): Promise<ProcessTable[]>;
  listProjects(options: ListProjectsOptions): Promise<ProjectRow[]>;
  events(options: EventsOptions): AsyncIterable<ProjectEvent>;
  /** Exit codes of the containers in the order in which they ended. */
  wait(options: WaitOptions): AsyncIterable<{
    service: string;
    container: string;
    containerId: string;
    exitCode: number;
  }>;
  copy(options: CopyOptions): Promise<void>;
  /** The new image's id. */
  commit(options: CommitOptions): Promise<string>;
  exportContainer(options: ExportOptions): Promise<void>;
  stats(
    options: OperationContext & ServiceSelection & { noStream?: boolean; all?: boolean },
  ): AsyncIterable<StatsSample[]>;
  volumes(options: OperationContext & ServiceSelection): Promise<VolumeRow[]>;
  /** Returns when the signal aborts. */
  watch(options: WatchOptions): Promise<void>;
  /** What is wrong with what runs. */
  doctor(options: DoctorOptions): Promise<DoctorReport>;
}
