/** What an engine of ours keeps of the builds that it made (`GET /tutti/builds`). */

/** `failed` also where the engine ended before the build did. */
export type BuildState = 'running' | 'done' | 'failed' | 'canceled';

/** One build, whoever asked for it. Values that are secret by their name or origin are replaced by `***`. */
export interface TuttiBuildRecord {
  Id: string;
  /** Names that the image was to get; empty for a build without any. */
  Tags: string[];
  /** Of the image's labels those of Compose (`com.docker.compose.…`). */
  Labels: Record<string, string>;
  /** Where the context came from: a folder of the host, an archive that was sent, an address. */
  Context: 'folder' | 'archive' | 'address';
  /** The folder or the address; absent for an archive. */
  Source?: string;
  /** Absent where its text was given instead of a file. */
  Dockerfile?: string;
  Target?: string;
  /** Unix milliseconds. */
  Started: number;
  /** Unix milliseconds; absent while it runs. */
  Ended?: number;
  State: BuildState;
  /** Why there is no image. */
  Error?: string;
  /** `sha256:…` of the image that was made. */
  Image?: string;
  /** Steps of the Dockerfile that have begun, and how many of them came from the cache. */
  Steps: number;
  Cached: number;
  /** There was more output than is kept. */
  Cut?: true;
}
