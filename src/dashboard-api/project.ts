/** A project: its services as the files say and as they run, and what happened. */
import type { Finding } from '../orchestrator/contract-data.ts';
import type { ContainerBrief, Mood, ProjectSummary, PublishedLink } from './home.ts';
import type { RowsDelta } from './topics.ts';

export interface ServiceRow {
  /** Key. */
  name: string;
  /** False for orphans: it runs, and the files, which could be read, do not have it. */
  inFiles: boolean;
  /** False while its profile is not active. */
  enabled: boolean;
  profiles: string[];
  image: string;
  builds: boolean;
  mood: Mood;
  state: string;
  since?: number;
  /** It has been so for longer than since then; since when is not known. */
  longer?: boolean;
  replicas: { wanted: number; running: number };
  ports: PublishedLink[];
  /** Service → condition. */
  dependsOn: Record<string, string>;
  networks: string[];
  volumes: string[];
  /** The colour of its log lines, an index into ten. */
  color: number;
}

export interface ProjectState {
  summary: ProjectSummary;
  services: ServiceRow[];
  containers: ContainerBrief[];
  /** Where the files are; says why where they cannot be read. */
  source: { files: string[]; folder: string; profiles: string[]; activeProfiles: string[]; problem?: string };
}

/** What happened to a container: a start, a death, a change of health, a deploy. */
export interface TimelineEntry {
  /** Key, unique in the engine's life. */
  id: string;
  /** Unix milliseconds. */
  at: number;
  service: string;
  container: string;
  kind:
    | 'created'
    | 'started'
    | 'healthy'
    | 'unhealthy'
    | 'died'
    /** By itself, with exit code 0. */
    | 'ended'
    | 'oom'
    | 'stopped'
    | 'restarted'
    | 'paused'
    | 'unpaused'
    | 'removed'
    | 'deployed';
  /** `exit code 137`. */
  text: string;
}

export interface ProjectTopics {
  project: {
    params: { project: string };
    snapshot: ProjectState;
    delta: {
      summary?: ProjectSummary;
      services?: RowsDelta<ServiceRow>;
      containers?: RowsDelta<ContainerBrief>;
      source?: ProjectState['source'];
    };
  };
  /** The last 24 hours, as far as the engine knows them, then what comes. */
  timeline: { params: { project: string }; snapshot: TimelineEntry[]; delta: TimelineEntry[] };
  /** How many steps `up` would take: "the file differs: 2 steps". Computed anew when files or containers change. */
  drift: {
    params: { project: string };
    snapshot: Drift;
    delta: Drift;
  };
}

export interface Drift {
  steps: number;
  /** How many of them only start what does not run: the files are not to blame for those. */
  starts: number;
  /** Containers among those that have stopped or failed. What the engine is about to start again is in none of the two lists. */
  stopped: string[];
  /** Containers among those whose work is done: they ended by themselves, with code 0. */
  ended: string[];
  /** Why it cannot be known. */
  problem?: string;
}

export interface ProjectCalls {
  /** Folders with Compose files that the command line knows of and that do not run: where it was started, the examples' and known projects. */
  'project.known': {
    params: Record<string, never>;
    progress: never;
    result: { name: string; folder: string }[];
  };
  /** What `tutti doctor` finds; absent `services`: all. */
  'project.doctor': {
    params: { project: string; services?: string[] };
    progress: never;
    result: { findings: Finding[] };
  };
}
