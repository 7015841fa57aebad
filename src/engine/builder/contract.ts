/** What the server may ask of the builder room. */
import type { Readable } from 'node:stream';
import type {
  BuildCacheRecord,
  BuildEvent,
  Filters,
  PruneResponse,
  RegistryAuth,
  TuttiBuildRecord,
  Ulimit,
} from '../../engine-api/index.ts';

export type { BuildEvent };

export interface BuildRequest {
  /** A folder of the host, a tar stream of the context (any compression), or the address of a git repository, archive or Dockerfile. */
  context: { folder: string } | { archive: Readable } | { address: string };
  /** Further named contexts (`additional_contexts`): folder, address, `docker-image://…`, or `target:` of the same file. */
  namedContexts?: Record<string, string>;
  /** Path within the context, or outside of it when absolute and the context is a folder. */
  dockerfile?: string;
  /** Text that stands in for the file. */
  dockerfileText?: string;
  tags: string[];
  buildArgs: Record<string, string | null>;
  labels: Record<string, string>;
  target?: string;
  platform?: string;
  noCache: boolean;
  noCacheFilter?: string[];
  pull: boolean;
  networkMode?: string;
  extraHosts: string[];
  /** Bytes. */
  shmSize?: number;
  ulimits?: Ulimit[];
  cacheFrom?: string[];
  /** Secret id → host file or value; never in logs, cache keys' text or image. */
  secrets?: Record<string, { file: string } | { value: string }>;
  /** SSH id → agent socket or key files. */
  ssh?: Record<string, string[]>;
  entitlements?: string[];
  auth: Record<string, RegistryAuth>;
  /** Id of a record: the build makes its image anew, and has no record of its own. */
  completes?: string;
  signal?: AbortSignal;
}

export interface CheckReport {
  warnings: number;
  /** In the form of `docker build --check`. */
  text: string;
}

export interface Builder {
  /** The image's id. A failing step throws `EngineError('invalid')` with Docker's sentence and the Dockerfile excerpt. */
  build(request: BuildRequest, onEvent: (event: BuildEvent) => void): Promise<string>;
  /** Examines the Dockerfile with the bases that it names, and builds nothing. Throws as `build` where it could not be planned. */
  check(request: BuildRequest): Promise<CheckReport>;
  /**
   * Hash over every input that the build would read (Dockerfile, context files, arguments, base images as they are in the
   * store, named contexts, secrets' ids): equal for equal inputs. Nothing is built or pulled.
   */
  fingerprint(request: BuildRequest): Promise<string>;
  /** The fingerprint of what an image (by name or id) was last built from on this machine; undefined when it was not. */
  builtFrom(image: string): string | undefined;
  /** Builds that are remembered, the latest first. */
  history(): Promise<TuttiBuildRecord[]>;
  /** Bytes that its memory of builds that have ended takes on disk. */
  historySize(): Promise<number>;
  /**
   * What a build has told so far, but for transfers; with a signal also what it tells from now on, until it ends or the signal aborts.
   * Throws `not-found`.
   */
  followBuild(id: string, take: (event: BuildEvent) => void, signal?: AbortSignal): Promise<void>;
  /** Resolves when all that it remembers is on disk. */
  close(): Promise<void>;
  cache(): BuildCacheRecord[];
  /** Without filters of other kinds than time it takes away what is remembered of builds, too. */
  pruneCache(options: { all: boolean; filters: Filters; keepStorage?: number }): Promise<PruneResponse>;
}
