/**
 * What the command line asks of the orchestrator: one function per operation, exported by `index.ts` under the names
 * of `Orchestrator`. Options are named as Docker Compose's flags. Durations are seconds where the flag's are.
 */
import type { Project } from '../compose-file/index.ts';
import type { ImageSummary } from '../engine-api/index.ts';
import type { BakeFile } from './bake/bake-file.ts';
import type { OperationContext, ServiceSelection } from './contract-context.ts';
import type { CreateOptions, ScaleOptions, UpOptions, UpResult } from './contract-converge.ts';
import type { DoctorOptions, DoctorReport } from './contract-doctor.ts';
import type { LogLine } from './contract-events.ts';
import type { CommitOptions, CopyOptions, ExportOptions } from './contract-files.ts';
import type {
  BuildOptions,
  ConvertOptions,
  CreateTransformerOptions,
  GenerateOptions,
  PublishOptions,
  PullOptions,
  PushOptions,
} from './contract-images.ts';
import type {
  DownOptions,
  KillOptions,
  LifecyclePlanOptions,
  PauseOptions,
  RemoveOptions,
  RestartOptions,
  StartOptions,
  StopOptions,
} from './contract-lifecycle.ts';
import type { PlanReport } from './contract-plan.ts';
import type { AttachContainerOptions, ExecOptions, LocateOptions, RunOptions } from './contract-processes.ts';
import type {
  EventsOptions,
  ListProjectsOptions,
  LogsOptions,
  PortOptions,
  PsOptions,
  WaitOptions,
} from './contract-queries.ts';
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

export type * from './contract-context.ts';
export type * from './contract-converge.ts';
export type * from './contract-data.ts';
export type * from './contract-doctor.ts';
export type * from './contract-files.ts';
export type * from './contract-images.ts';
export type * from './contract-lifecycle.ts';
export type * from './contract-processes.ts';
export type * from './contract-queries.ts';
export type * from './contract-sessions.ts';
export type * from './contract-watch.ts';

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
  /** The digest of an image in its registry. */
  imageDigest(options: Pick<OperationContext, 'client' | 'signal'>, image: string): Promise<string>;
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
