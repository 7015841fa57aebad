/** Wire types of our own endpoints under `/tutti/`; an engine names those that it offers in `/version` (`Tutti.Extensions`). */
import type { ContainerCreateRequest, Ulimit } from './container-config.ts';
import type { RegistryAuth } from './image.ts';
import type { EndpointSettings } from './network.ts';

/** Names in `Tutti.Extensions`; each is the path below `/tutti/`. */
export type TuttiExtension =
  | 'build'
  | 'build/fingerprint'
  | 'builds'
  | 'containers/batch'
  | 'containers/files';

/**
 * Body of `POST /tutti/build` and `/tutti/build/fingerprint`: a build whose context is a folder of this host, read in place.
 * The socket is its owner's alone, so whoever sends this may read those files anyway.
 */
export interface TuttiBuildRequest {
  /** Absolute path; or the address of a git repository, an archive or a Dockerfile. */
  Context: string;
  /** Name → folder, address, `docker-image://…`, or `target:…`. */
  NamedContexts?: Record<string, string>;
  /** Within the context, or absolute. */
  Dockerfile?: string;
  DockerfileText?: string;
  Tags?: string[];
  /** `null` takes the value of the engine's environment away: the argument is not set. */
  BuildArgs?: Record<string, string | null>;
  Labels?: Record<string, string>;
  Target?: string;
  Platform?: string;
  NoCache?: boolean;
  NoCacheFilter?: string[];
  Pull?: boolean;
  NetworkMode?: string;
  ExtraHosts?: string[];
  /** Bytes. */
  ShmSize?: number;
  Ulimits?: Ulimit[];
  /** Examines the Dockerfile, and builds nothing. */
  Check?: boolean;
  /** Id of a build's record: this one makes its image anew, and has no record of its own. */
  Completes?: string;
  CacheFrom?: string[];
  /** Id → file of this host (never the value itself: a body may end in a log). */
  Secrets?: Record<string, { File: string }>;
  /** Id → agent socket or key files. */
  Ssh?: Record<string, string[]>;
  Entitlements?: string[];
  /** By registry address. */
  Auth?: Record<string, RegistryAuth>;
}

/** Answer of `POST /tutti/build/fingerprint`: equal when a build would read the same inputs. */
export interface TuttiFingerprint {
  Fingerprint: string;
  /** Of what the image that has the first of `Tags` was last built from; absent when it was not built here. */
  Built?: string;
}

/**
 * One line of the body of `POST /tutti/containers/batch` (newline-delimited JSON, sent as the sender knows them: the answer
 * begins before the body ends). Its steps run in the order of these fields, all lines at the same time; what waits for
 * what is the sender's business.
 */
export interface BatchJob {
  /** Chosen by the sender; its answers carry it. */
  Key: string;
  /** Id or name of a container that exists; `Create` stands for it. */
  Id?: string;
  Create?: { Name?: string; Config: ContainerCreateRequest };
  /** Further networks to connect before the start, by name or id. */
  Connect?: Record<string, EndpointSettings>;
  Rename?: string;
  Start?: boolean;
  /** Seconds; absent: as the container has it. */
  Stop?: { Timeout?: number; Signal?: string };
  Remove?: { Force?: boolean; Volumes?: boolean };
}

export type BatchStep = 'create' | 'connect' | 'rename' | 'start' | 'stop' | 'remove';

/** One line of the answer; after an `Error` no further line has that key. The last line of a job has `Done`. */
export interface BatchResult {
  Key: string;
  Id?: string;
  /** The step that succeeded, or at which it failed. */
  Step?: BatchStep;
  Warnings?: string[];
  Done?: true;
  /** `Status` as the step's own endpoint would have answered. */
  Error?: { Status: number; Message: string };
}

/** A row of the answer of `GET /tutti/containers/{id}/files?path=…`: what is in a folder, without what lies deeper. */
export interface TuttiFolderEntry {
  Name: string;
  /** `st_mode` of stat(2), with the type of the file. */
  Mode: number;
  /** Bytes. */
  Size: number;
  Uid: number;
  Gid: number;
  /** Unix milliseconds. */
  Modified: number;
  /** Of a symbolic link, as it is written. */
  Target?: string;
}
