/** Options of operations that make, move and describe images and artifacts. */
import type { SshKey } from '../compose-file/index.ts';
import type { EngineClient } from '../engine-client/index.ts';
import type { OperationContext, ProjectContext, ServiceSelection } from './contract-context.ts';

export interface BuildOptions extends ProjectContext, ServiceSelection {
  noCache?: boolean;
  pull?: boolean;
  push?: boolean;
  buildArgs?: Record<string, string | null>;
  withDependencies?: boolean;
  quiet?: boolean;
  /** Bytes, `-m`. */
  memory?: number;
  ssh?: SshKey[];
  builder?: string;
  provenance?: string;
  sbom?: string;
  /** Examines the Dockerfiles, and builds nothing. */
  check?: boolean;
  /** Takes the text of the check's report. */
  report?: (text: string) => void;
}

export interface PullOptions extends ProjectContext, ServiceSelection {
  ignorePullFailures?: boolean;
  ignoreBuildable?: boolean;
  includeDeps?: boolean;
  policy?: 'missing' | 'always';
  quiet?: boolean;
}

export interface PushOptions extends ProjectContext, ServiceSelection {
  ignorePushFailures?: boolean;
  includeDeps?: boolean;
  quiet?: boolean;
}

export interface PublishOptions extends ProjectContext {
  /** `REPOSITORY[:TAG]`. */
  repository: string;
  /** The images too. */
  app?: boolean;
  /** `1.0` or `1.1`; the newest that the registry takes when absent. */
  ociVersion?: string;
  withEnvironment?: boolean;
  /** `-y`: asks nothing. */
  assumeYes?: boolean;
  /** Text of a further Compose file that pins images. */
  imageDigests?: string;
  confirm?: (question: string, defaultAnswer: boolean) => Promise<boolean>;
}

export interface ConvertOptions extends ProjectContext {
  /** Images, each run once. */
  transformations: string[];
  /** Absolute; what is in it goes. */
  output: string;
  /** Absolute. */
  templates?: string;
}

export interface GenerateOptions {
  client: EngineClient;
  signal: AbortSignal;
  /** Names, parts of them, or ids. */
  containers: string[];
  /** The project's. */
  name?: string;
}

export interface CreateTransformerOptions extends Omit<OperationContext, 'project'> {
  /** Absolute; must not exist. */
  folder: string;
  /** An image. */
  from: string;
}
