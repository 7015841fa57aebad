/** What the other rooms of the engine may ask of the containers room. */
import type { Duplex, Readable } from 'node:stream';
import type {
  ContainerCreateRequest,
  ContainerCreateResponse,
  ContainerInspect,
  ContainerSummary,
  ContainerTop,
  EndpointSettings,
  ExecCreateRequest,
  ExecInspect,
  Filters,
  PruneResponse,
  Resources,
  RestartPolicy,
  TuttiFolderEntry,
  Ulimit,
} from '../../engine-api/index.ts';
import type { Layer } from '../images/contract.ts';

export interface LogOptions {
  stdout: boolean;
  stderr: boolean;
  follow: boolean;
  timestamps: boolean;
  /** Unix seconds with fraction; 0 for no bound. */
  since: number;
  until: number;
  /** Lines from the end; -1 for all. */
  tail: number;
  signal?: AbortSignal;
}

export interface AttachOptions {
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
  /** Replay the log first. */
  logs: boolean;
  stream: boolean;
  detachKeys?: string;
}

export type WaitCondition = 'not-running' | 'next-exit' | 'removed';

/** A process of the builder in a root of its own: no container is recorded. */
export interface StepRequest {
  /** Overlay: lowest first, then the folders of the layer that is being made. */
  layers: Layer[];
  upperDir: string;
  workDir: string;
  args: string[];
  env: string[];
  cwd: string;
  user: string;
  hostname?: string;
  /** Bind, tmpfs and cache mounts of `RUN --mount`, resolved to host paths. */
  mounts: {
    type: 'bind' | 'tmpfs';
    source?: string;
    target: string;
    readOnly: boolean;
    options?: string[];
  }[];
  network: 'default' | 'none' | 'host';
  privileged?: boolean;
  extraHosts?: string[];
  shmSize?: number;
  ulimits?: Ulimit[];
  signal?: AbortSignal;
  onOutput: (stream: 'stdout' | 'stderr', chunk: Buffer) => void;
}

/** Runs the steps of one build, several at a time; what one can take over from another is kept until `close`. */
export interface StepRunner {
  /** Runs one step to its end; the exit code. */
  run(request: StepRequest): Promise<number>;
  /** To be called when no step runs any more. */
  close(): Promise<void>;
}

export interface Containers {
  create(name: string | undefined, request: ContainerCreateRequest): Promise<ContainerCreateResponse>;
  inspect(idOrName: string, options?: { size?: boolean }): Promise<ContainerInspect>;
  list(options: {
    all?: boolean;
    limit?: number;
    size?: boolean;
    filters?: Filters;
  }): Promise<ContainerSummary[]>;
  /** Bytes of the log of each container, with what was rotated away. */
  logSizes(): Promise<{ Id: string; Size: number }[]>;
  start(idOrName: string): Promise<void>;
  /** `timeout` in seconds, -1 waits without end; throws `not-modified` when it is not running. */
  stop(idOrName: string, options: { signal?: string; timeout?: number }): Promise<void>;
  restart(idOrName: string, options: { signal?: string; timeout?: number }): Promise<void>;
  kill(idOrName: string, signal: string): Promise<void>;
  pause(idOrName: string): Promise<void>;
  unpause(idOrName: string): Promise<void>;
  rename(idOrName: string, name: string): Promise<void>;
  update(
    idOrName: string,
    change: Resources & { RestartPolicy?: RestartPolicy },
  ): Promise<{ Warnings: string[] }>;
  remove(idOrName: string, options: { force?: boolean; volumes?: boolean }): Promise<void>;
  prune(filters: Filters): Promise<PruneResponse>;
  wait(
    idOrName: string,
    condition: WaitCondition,
    signal?: AbortSignal,
  ): Promise<{ StatusCode: number; Error?: { Message: string } }>;
  top(idOrName: string, psArgs: string): Promise<ContainerTop>;
  changes(idOrName: string): Promise<{ Path: string; Kind: 0 | 1 | 2 }[]>;
  /** Output frames in order: already multiplexed unless the container has a terminal. Ends when the container does (follow). */
  logs(idOrName: string, options: LogOptions): Promise<Readable>;
  /** Two-way stream in the framing of `POST /containers/{id}/attach`. */
  attach(idOrName: string, options: AttachOptions): Promise<Duplex>;
  resize(idOrName: string, rows: number, columns: number): Promise<void>;
  /** One sample, or one a second until the signal. */
  stats(
    idOrName: string,
    options: { stream: boolean; oneShot: boolean; signal?: AbortSignal },
  ): AsyncIterable<unknown>;
  /** Tar of a path in the container, and the reverse (`docker cp`). */
  archiveStat(idOrName: string, path: string): Promise<string>;
  listFolder(idOrName: string, path: string): Promise<TuttiFolderEntry[]>;
  archiveGet(idOrName: string, path: string): Promise<{ stat: string; archive: Readable }>;
  archivePut(
    idOrName: string,
    path: string,
    archive: Readable,
    options: { noOverwriteDirNonDir?: boolean; copyUidGid?: boolean },
  ): Promise<void>;
  export(idOrName: string): Promise<Readable>;
  commit(
    idOrName: string,
    options: {
      repo?: string;
      tag?: string;
      comment?: string;
      author?: string;
      pause?: boolean;
      changes?: string[];
    },
  ): Promise<string>;

  execCreate(idOrName: string, request: ExecCreateRequest): Promise<string>;
  execStart(
    execId: string,
    options: { detach: boolean; tty: boolean; consoleSize?: [number, number] },
  ): Promise<Duplex | undefined>;
  execInspect(execId: string): Promise<ExecInspect>;
  execResize(execId: string, rows: number, columns: number): Promise<void>;

  connectNetwork(network: string, idOrName: string, settings: EndpointSettings): Promise<void>;
  disconnectNetwork(network: string, idOrName: string, force: boolean): Promise<void>;

  /** Somebody is likely to start a container soon: begins what every start needs and takes time. */
  expectStart(): void;
  /** For the steps of one build. */
  openSteps(): StepRunner;
  /** After a restart of the engine: finds what still runs, records what ended meanwhile, applies restart policies. */
  restore(): Promise<void>;
  /** Whether anything still needs this process (running containers, restart timers, execs). */
  busy(): boolean;
  close(): Promise<void>;
}
