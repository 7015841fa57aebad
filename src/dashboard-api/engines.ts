/** The engines that the page can switch between, and what they tell. */

/** `embedded`, `docker`, `podman`, the name of a docker context, or `given` (from `DOCKER_HOST`, `--host`). Part of addresses. */
export type EngineName = string;

export interface EngineRow {
  name: EngineName;
  /** As in `DOCKER_HOST`. */
  address: string;
  /** `tutti 0.1.0`, `Docker 28.5.2`; absent while it does not answer. */
  product?: string;
  reachable: boolean;
  /** The one that the command line chose. */
  chosen: boolean;
}

export interface EngineEvent {
  /** Key, unique in the engine's life. */
  id: string;
  /** Unix milliseconds. */
  at: number;
  type: 'container' | 'image' | 'network' | 'volume' | 'builder' | 'engine';
  /** As the engine says it: `start`, `die`, `health_status: healthy`. */
  action: string;
  /** Name of what it happened to. */
  name: string;
  project?: string;
  service?: string;
  /** What else is worth saying: `exit code 137`. */
  text?: string;
}

export interface EngineTopics {
  /** Asked of no particular engine. */
  engines: { params: Record<string, never>; snapshot: EngineRow[]; delta: EngineRow[] };
  /** What the engine did: the last hour as far as it knows, oldest first, then what comes. */
  events: { params: Record<string, never>; snapshot: EngineEvent[]; delta: EngineEvent[] };
}
