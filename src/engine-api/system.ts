/** Wire types of `/version`, `/info`, `/events`, `/system/df` and prune (Docker Engine API v1.51, "System"). */
import type { ContainerSummary } from './container.ts';
import type { ImageDeleteEntry, ImageSummary } from './image.ts';
import type { VolumeInspect } from './volume.ts';

export type EventType = 'container' | 'image' | 'network' | 'volume' | 'builder' | 'daemon';

/** One line of `GET /events`. */
export interface EventMessage {
  Type: EventType;
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> };
  scope: 'local' | 'swarm';
  /** Unix seconds, and nanoseconds, which a JavaScript number would round. */
  time: number;
  timeNano: bigint;
  /** Deprecated copies that old clients read. */
  status?: string;
  id?: string;
  from?: string;
}

export interface VersionResponse {
  Platform: { Name: string };
  Components: { Name: string; Version: string; Details: Record<string, string> }[];
  Version: string;
  ApiVersion: string;
  MinAPIVersion: string;
  GitCommit: string;
  GoVersion: string;
  Os: string;
  Arch: string;
  KernelVersion: string;
  Experimental?: boolean;
  BuildTime: string;
  /** Names of the `/tutti/` endpoints that this engine offers; absent on other engines. */
  Tutti?: { Extensions: string[] };
}

export interface BuildCacheRecord {
  ID: string;
  Parents: string[] | null;
  Type: string;
  Description: string;
  InUse: boolean;
  Shared: boolean;
  Size: number;
  CreatedAt: string;
  LastUsedAt: string | null;
  UsageCount: number;
}

export interface DiskUsage {
  LayersSize: number;
  Images: ImageSummary[];
  Containers: ContainerSummary[];
  Volumes: VolumeInspect[];
  BuildCache: BuildCacheRecord[];
  /** Absent on other engines; each part where its kind was asked for. `BuildRecords` are bytes. */
  Tutti?: { Logs?: { Id: string; Size: number }[]; BuildRecords?: number };
}

export interface PruneResponse {
  ContainersDeleted?: string[] | null;
  ImagesDeleted?: ImageDeleteEntry[] | null;
  NetworksDeleted?: string[] | null;
  VolumesDeleted?: string[] | null;
  CachesDeleted?: string[] | null;
  SpaceReclaimed?: number;
}

/** Filters of list and prune calls, as decoded from the `filters` query parameter. */
export type Filters = Record<string, string[]>;
