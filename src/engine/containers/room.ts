import type { Events } from '../events.ts';
import type { Cgroups, Keeper, OciRuntime, Trash } from '../host/index.ts';
import type { Images } from '../images/contract.ts';
import type { Networks } from '../networks/contract.ts';
import type { EnginePaths } from '../paths.ts';
import type { Volumes } from '../volumes/contract.ts';
import type { ContainerStore } from './container-store.ts';
import type { ExecStore } from './exec-store.ts';
import type { SeccompFilters } from './spec/seccomp.ts';

/** What the parts of this room work with. */
export interface Room {
  paths: EnginePaths;
  events: Events;
  images: Images;
  networks: Networks;
  volumes: Volumes;
  keeper: Keeper;
  runtime: OciRuntime;
  cgroups: Cgroups;
  seccomp: SeccompFilters;
  store: ContainerStore;
  execs: ExecStore;
  trash: Trash;
  /** For what lies in the run folder: nothing can be renamed from one file system to another. */
  runTrash: Trash;
  /** Who waits for the exit code of a build step. */
  stepExits: Map<string, (exitCode: number) => void>;
  /** For what goes wrong in the background, where no client can be told. */
  reportProblem: (what: string, error: unknown) => void;
}
