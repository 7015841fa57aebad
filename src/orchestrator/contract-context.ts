/** What every operation is told. */
import type { Project } from '../compose-file/index.ts';
import type { EngineClient } from '../engine-client/index.ts';
import type { OrchestratorEvent } from './contract-events.ts';

export interface OperationContext {
  client: EngineClient;
  /**
   * The loaded project. Operations that need only names (`ps`, `stop`, `down`, …) also take `{ name }`: what runs is then
   * read from the engine's labels, as Docker Compose does with `-p` and no file.
   */
  project: Project | NamedProject;
  signal: AbortSignal;
  onEvent: (event: OrchestratorEvent) => void;
  /** `--parallel`: at most so many things at once; no limit when absent. */
  parallel?: number;
}

export interface NamedProject {
  name: string;
}

/** For operations that change services: the files are needed. */
export interface ProjectContext extends OperationContext {
  project: Project;
}

export interface ServiceSelection {
  /** Empty or absent: all. */
  services?: string[];
}
