/** One container: what its drawer shows. */
import type { ContainerInspect } from '../engine-api/index.ts';
import type { Finding } from '../orchestrator/contract-data.ts';
import type { Change } from './change.ts';
import type { ContainerBrief } from './home.ts';

export interface ContainerState {
  brief: ContainerBrief;
  /** Environment values and labels that look like secrets are masked; `container.reveal` gives one. */
  inspect: ContainerInspect;
  /** Names of environment variables whose values are masked. */
  masked: string[];
  reach: NetworkReach[];
}

/** A network that the container is in, and who can reach it there. */
export interface NetworkReach {
  network: string;
  address?: string;
  address6?: string;
  /** Names under which it is found there. */
  names: string[];
  peers: { container: string; service: string; project: string; address?: string }[];
}

export interface ContainerTopics {
  /** By id or name. */
  container: { params: { container: string }; snapshot: ContainerState; delta: ContainerState };
}

/** Why a service is as it is. */
export interface Why {
  /** One line: `exited with code 1 eight seconds after its start, three times`. */
  line: string;
  /** From the service down to what it waits for. */
  chain: { service: string; state: string; mood: ContainerBrief['mood']; condition?: string }[];
  probes: { at: number; exitCode: number; output: string }[];
  lastLines: { stream: 'stdout' | 'stderr'; line: string }[];
  exit?: { code: number; words: string; outOfMemory: boolean; at: number };
  findings: Finding[];
  /** The last change before it began. */
  lastChange?: { at: number; text: string };
  /** What to do, and as which change. */
  advice: { text: string; change?: Change }[];
}

export interface ContainerCalls {
  'container.reveal': {
    params: { container: string; variable: string };
    progress: never;
    result: { value: string };
  };
  'container.processes': {
    params: { container: string };
    progress: never;
    result: { titles: string[]; rows: string[][] };
  };
  'service.why': { params: { project: string; service: string }; progress: never; result: Why };
}
