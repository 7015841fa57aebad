/** Home: all projects, and the containers of none. */
import type { ContainerStatus, HealthStatus } from '../engine-api/index.ts';
import type { RowsDelta } from './topics.ts';

/** How bad it is: rows are sorted by it, worst first. */
export type Mood = 'failing' | 'warning' | 'busy' | 'good' | 'stopped';

export interface PublishedLink {
  /** `http://localhost:8888`; absent where it is not TCP. */
  url?: string;
  /** `8888→8888/tcp`. */
  text: string;
}

export interface ProjectSummary {
  /** Key. */
  name: string;
  mood: Mood;
  /** In words: `3 of 4 healthy, worker restarting for 2 min`. Times are told by `since`, so that a row need not change each second. */
  state: string;
  /** Unix milliseconds; the page appends "for 2 min". */
  since?: number;
  /** It has been so for longer than since then; since when is not known. */
  longer?: boolean;
  services: number;
  containers: number;
  running: number;
  ports: PublishedLink[];
  /** Compose files from the labels; empty when unknown. */
  files: string[];
  /** False where the files of the labels are gone. */
  filesFound: boolean;
  /** What is its own, as the storage view counts it; absent until it is known. */
  disk?: { bytes: number; reclaimable: number };
}

export interface ContainerBrief {
  /** Key. */
  id: string;
  /** Without the leading slash. */
  name: string;
  project: string;
  service: string;
  /** Replica. */
  number: number;
  oneOff: boolean;
  image: string;
  imageId: string;
  status: ContainerStatus;
  health: HealthStatus;
  mood: Mood;
  /** In words: `Up, healthy`, `Exited with code 137 (out of memory)`. */
  state: string;
  /** Unix milliseconds of the last change of state. */
  since?: number;
  /** It has been so for longer than since then; since when is not known. */
  longer?: boolean;
  /** Unix seconds. */
  created: number;
  ports: PublishedLink[];
  networks: string[];
  /** How often it was started again by its restart policy; absent when not known. */
  restarts?: number;
}

export interface HomeState {
  projects: ProjectSummary[];
  /** Of no project. */
  containers: ContainerBrief[];
}

/** One reading of one container; rates are of the time since the reading before. */
export interface StatsReading {
  id: string;
  /** Empty for a container of none. */
  project: string;
  service: string;
  /** Unix milliseconds. */
  at: number;
  /** Percent of one CPU. */
  cpu: number;
  /** Bytes. */
  memory: number;
  memoryLimit: number;
  /** Bytes per second. */
  networkIn: number;
  networkOut: number;
  diskRead: number;
  diskWritten: number;
  pids: number;
}

export interface HomeTopics {
  home: {
    params: Record<string, never>;
    snapshot: HomeState;
    delta: { projects?: RowsDelta<ProjectSummary>; containers?: RowsDelta<ContainerBrief> };
  };
  /** All containers of the engine: to find one by its name. */
  containers: {
    params: Record<string, never>;
    snapshot: ContainerBrief[];
    delta: RowsDelta<ContainerBrief>;
  };
  /** About one reading a second and container, each container sampled once for all who look. Absent `containers`: all that run. */
  stats: {
    params: { containers?: string[]; project?: string };
    snapshot: StatsReading[];
    delta: StatsReading[];
  };
}
