import type { Project } from '../../compose-file/index.ts';
import type { ImageInspect } from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';
import type { Emit } from '../progress.ts';
import type { ContainerCalls } from './container-calls.ts';
import type { Made } from './made.ts';

/** What every step needs to be carried out. */
export interface Work {
  client: EngineClient;
  calls: ContainerCalls;
  signal: AbortSignal;
  emit: Emit;
  project: Project;
  /** What this run made and did not finish so far. */
  made: Made;
  /** By service, names of variables that providers gave as they are (`rawsetenv`). */
  provided: Map<string, string[]>;
  /** Seconds to stop a container; undefined: as the container has it. */
  timeout: number | undefined;
  /** At most so many things at once. */
  parallel: number;
}

/** Work that creates containers. */
export interface ConvergeWork extends Work {
  apiVersion: string;
  images: Map<string, ImageInspect>;
  /** Anonymous volumes of a container go over to the one that replaces it. */
  inheritVolumes: boolean;
  /** Names of a service's containers as they will be, for `links`. */
  containerNames: (service: string) => string[];
  /** Ids of a service's containers that others take the place of. */
  replaced: (service: string) => string[];
  /** Id of a container by name: those that stay, and those made so far. */
  ids: Map<string, string>;
}
