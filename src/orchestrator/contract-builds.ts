/** Builds that an engine remembers, whoever asked for them. */
import type { BuildState } from '../engine-api/index.ts';
import type { BuildProgressEvent } from './contract-events.ts';

export interface RememberedBuild {
  /** The engine's own. */
  id: string;
  /** Name of the image, or of what was built from; empty where neither is known. */
  image: string;
  /** Compose's, by labels; empty where the build was for none. */
  project: string;
  service: string;
  /** Folder or address of the context; absent where only an archive came. */
  source?: string;
  dockerfile?: string;
  /** Unix milliseconds. */
  begin: number;
  end?: number;
  state: BuildState;
  error?: string;
  /** Steps that have begun (of the Dockerfile; BuildKit counts its own too), and how many of them came from the cache. */
  steps: number;
  cached: number;
  /** There was more output than the engine keeps. */
  cut?: boolean;
}

export interface BuildHistory {
  /** Nothing can be built for this engine that it does not tell of. */
  readonly isComplete: boolean;
  /** Tells of all, then of what changes, until the signal aborts or the engine goes. */
  follow(
    tell: (change: { set: RememberedBuild[]; removed: string[] }) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** What a build has told, and tells until it ends. @throws EngineError `not-found` */
  output(id: string, tell: (event: BuildProgressEvent) => void, signal: AbortSignal): Promise<void>;
}
