/** What was seen of a project, all at about one time. Findings are made of it without asking any further. */
import type { ContainerInspect, ImageInspect } from '../../engine-api/index.ts';
import type { TableSocket } from '../../shared/index.ts';
import type { UnsetVariable } from '../contract-doctor.ts';

/** A row of `df -Pk`. Bytes. */
export interface Filesystem {
  mountPoint: string;
  size: number;
  available: number;
}

export interface Death {
  /** Unix seconds. */
  time: number;
  exitCode: number;
}

export interface ObservedContainer {
  service: string;
  name: string;
  inspect: ContainerInspect;
  /** Undefined when the engine has it no more. */
  image: ImageInspect | undefined;
  /** The last lines that it printed. */
  log: readonly string[];
  /** TCP sockets that listen in its network namespace; undefined when nobody could look. */
  sockets: readonly TableSocket[] | undefined;
  /** File systems that it can write to; empty when nobody could look. */
  filesystems: readonly Filesystem[];
  /** Targets of bind mounts that are empty folders. */
  emptyFolders: readonly string[];
  /** Of the last minutes, the oldest first. */
  deaths: readonly Death[];
  /** Whether the kernel took the memory's limit as a reason to kill one of its processes. */
  memoryRanOut: boolean;
}

export interface Snapshot {
  /** The engine's processor as images name it: `amd64`. */
  architecture: string;
  containers: readonly ObservedContainer[];
  unset: readonly UnsetVariable[];
}
