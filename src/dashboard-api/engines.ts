/** The engines that the page can switch between. */

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

export interface EngineTopics {
  /** Asked of no particular engine. */
  engines: { params: Record<string, never>; snapshot: EngineRow[]; delta: EngineRow[] };
}
