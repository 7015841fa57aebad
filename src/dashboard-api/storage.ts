/** Images, builds, volumes, networks; and where the space went. */
import type { BuildProgressEvent, RememberedBuild } from '../orchestrator/contract-data.ts';
import type { PublishedLink } from './home.ts';
import type { RowsDelta } from './topics.ts';

/** A container that uses something. */
export interface User {
  id: string;
  name: string;
  project: string;
  service: string;
  running: boolean;
}

export interface ImageRow {
  /** Key: `sha256:…`. */
  id: string;
  /** Empty for one without a name. */
  tags: string[];
  digests: string[];
  /** Unix seconds. */
  created: number;
  /** Bytes, all layers. */
  size: number;
  /** Of that in layers of other images too; absent until it is counted. */
  shared?: number;
  users: User[];
}

export interface ImageLayer {
  /** From the lowest on, without those that have no content; absent where the instruction made none. */
  index?: number;
  /** As the builder wrote it. */
  instruction: string;
  /** Unix seconds. */
  created: number;
  size: number;
  comment: string;
  /** Other images with the same layer; by id. */
  sharedWith: string[];
}

export interface LayerFile {
  /** Without the leading slash. */
  path: string;
  kind: 'file' | 'folder' | 'link' | 'device' | 'pipe' | 'socket' | 'removed';
  size: number;
  mode: number;
  target?: string;
}

/** Key: its id. */
export type BuildRow = RememberedBuild;

export interface BuildsState {
  builds: BuildRow[];
  /** The engine tells of all builds; otherwise only those are here that this server was asked for. */
  all: boolean;
}

export interface VolumeRow {
  /** Key. */
  name: string;
  driver: string;
  /** Unix milliseconds; absent where the engine does not say. */
  created?: number;
  project: string;
  /** As the file calls it. */
  volume: string;
  /** Made for a path of one container, without a name of its own. */
  anonymous: boolean;
  /** Bytes; absent until it is counted. */
  size?: number;
  users: (User & { path: string; readOnly: boolean })[];
}

export interface NetworkRow {
  /** Key. */
  id: string;
  name: string;
  driver: string;
  project: string;
  /** As the file calls it. */
  network: string;
  internal: boolean;
  /** Every engine has it, and it cannot be removed. */
  builtIn: boolean;
  subnets: { subnet: string; gateway?: string }[];
  members: (User & { address?: string; address6?: string; names: string[]; ports: PublishedLink[] })[];
}

/** A part of the space that is used; parts of one parent do not overlap. */
export interface StoragePart {
  /** Unique. */
  id: string;
  kind:
    | 'project'
    | 'image'
    | 'layer'
    | 'container'
    | 'volume'
    | 'build-cache'
    | 'build-records'
    | 'log'
    | 'group';
  name: string;
  bytes: number;
  /** Bytes that a removal of what is not used would free. */
  reclaimable: number;
  parts?: StoragePart[];
}

export interface StorageState {
  bytes: number;
  reclaimable: number;
  /** project → images (→ layers of their own), layers that several of them share, containers, logs, volumes; build cache; records of builds, where the engine tells; what belongs to nobody. */
  parts: StoragePart[];
  /** False where the engine does not tell how much logs take. */
  logsTold: boolean;
  /** Unix milliseconds of the count. */
  countedAt: number;
}

export interface PruneCandidate {
  kind: 'image' | 'container' | 'volume' | 'network' | 'build-cache';
  id: string;
  name: string;
  /** Its own: of an image, layers that no other has. Absent where the engine does not say. */
  bytes?: number;
  /** `no container uses it`. */
  reason: string;
}

export interface Unused {
  candidates: PruneCandidate[];
  /** Layers that only candidates have, and several of them: their bytes become free when all of these images go. */
  shared: { images: string[]; bytes: number }[];
}

export interface StorageTopics {
  images: { params: Record<string, never>; snapshot: ImageRow[]; delta: RowsDelta<ImageRow> };
  volumes: { params: Record<string, never>; snapshot: VolumeRow[]; delta: RowsDelta<VolumeRow> };
  networks: { params: Record<string, never>; snapshot: NetworkRow[]; delta: RowsDelta<NetworkRow> };
  builds: { params: Record<string, never>; snapshot: BuildsState; delta: RowsDelta<BuildRow> };
  /** What one build told: all so far, then what comes. */
  'build-output': {
    params: { build: string };
    snapshot: BuildProgressEvent[];
    delta: BuildProgressEvent[];
  };
  /** Counted when it is subscribed to and after removals; counting takes the engine a while. */
  storage: { params: Record<string, never>; snapshot: StorageState; delta: StorageState };
}

export interface StorageCalls {
  'image.layers': { params: { image: string }; progress: never; result: ImageLayer[] };
  /** Files that a layer adds, changes or removes. Where the engine gives layers only as an archive of the image, progress tells of it. */
  'image.files': {
    params: { image: string; layer: number };
    progress: { read: number; total: number };
    result: { files: LayerFile[]; cut: boolean };
  };
  /** What is not used: the page shows it, and makes a change of kind `remove` of what shall go. */
  'storage.unused': { params: { kinds: PruneCandidate['kind'][] }; progress: never; result: Unused };
}
