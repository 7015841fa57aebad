/** What the other rooms of the engine may ask of the images room. */
import type { Readable } from 'node:stream';
import type {
  AuthResponse,
  ContainerConfig,
  DistributionInspect,
  Filters,
  ImageDeleteEntry,
  ImageHistoryEntry,
  ImageInspect,
  ImageSummary,
  JsonMessage,
  PruneResponse,
  RegistryAuth,
} from '../../engine-api/index.ts';

/** An image's configuration (OCI image specification, "Image Configuration"), with Docker's additions in `config`. */
export interface ImageConfig {
  created?: string;
  author?: string;
  architecture: string;
  variant?: string;
  os: string;
  config: ContainerConfig;
  rootfs: { type: 'layers'; diff_ids: string[] };
  history?: {
    created?: string;
    created_by?: string;
    author?: string;
    comment?: string;
    empty_layer?: boolean;
  }[];
}

/** An unpacked layer: a folder in overlayfs form (whiteouts as 0:0 devices, opaque folders by xattr). */
export interface Layer {
  /** Stable name in the store. */
  id: string;
  /** Absolute path of the folder that holds the layer's files. */
  dir: string;
  /** Bytes of the files in it. */
  size: number;
}

export interface StoredImage {
  /** `sha256:` and 64 hexadecimal digits. */
  id: string;
  config: ImageConfig;
  /** Lowest first. */
  layers: Layer[];
  repoTags: string[];
  repoDigests: string[];
  /** Unix milliseconds. */
  created: number;
  size: number;
}

/** A layer that is being made: mount `lowerDirs` + `upperDir` + `workDir` as overlay, then commit or discard. */
export interface LayerDraft {
  upperDir: string;
  workDir: string;
  /** Turns the upper folder into a layer by renaming it; nothing is archived. */
  commit(): Promise<Layer>;
  discard(): Promise<void>;
}

export interface PullOptions {
  /** `linux/amd64`; the host's when absent. */
  platform?: string;
  auth?: RegistryAuth;
  signal?: AbortSignal;
  onProgress?: (message: JsonMessage) => void;
}

export interface AddImageOptions {
  config: Omit<ImageConfig, 'rootfs'>;
  /** Lowest first; the store knows them already. */
  layers: Layer[];
  /** Names (`repo:tag`) that shall point to it. */
  tags?: string[];
  /** Id of the image that it was built on, for `ParentId`. */
  parent?: string;
}

export interface ImportOptions {
  /** Name for the image; none when absent. */
  repo?: string;
  tag?: string;
  /** Comment in its history. */
  message?: string;
  /** What `changes` make of an empty configuration. */
  config?: ContainerConfig;
  platform?: string;
}

export interface UnpackOptions {
  signal?: AbortSignal;
  /** All files belong to this owner, whatever the archive says. */
  owner?: { uid: number; gid: number };
  /** Refuse to put a file in the place of a folder, or the reverse. */
  keepTypes?: boolean;
}

export interface PackOptions {
  /** What to pack, relative to the folder; links in it are followed within the folder. All when absent. */
  path?: string;
  /** Name of that member in the archive; its own path when absent. */
  as?: string;
  /** Folders, relative to the folder, whose contents are left out. */
  hollow?: readonly string[];
}

/** Room for pulled and built images. Every method throws `EngineError`; `not-found` carries Docker's own sentence. */
export interface Images {
  /** By name, `name@digest`, id or unambiguous beginning of an id. */
  find(reference: string): StoredImage | undefined;
  /** Newest first. Nameless images that others were built on only with `all`. */
  list(filters?: Filters, options?: { all?: boolean }): ImageSummary[];
  inspect(reference: string): ImageInspect;
  history(reference: string): ImageHistoryEntry[];
  /** Pulls what is missing; concurrent calls for one reference share the work. */
  pull(reference: string, options?: PullOptions): Promise<StoredImage>;
  /** One tag, or all of the repository when the name has none. */
  push(reference: string, options?: PullOptions): Promise<void>;
  /** What the registry has under this name now; nothing is pulled. `auth` and `signal` only. */
  remoteDigest(reference: string, options?: PullOptions): Promise<DistributionInspect>;
  /** Tries the credentials at the registry `auth.serveraddress` (Docker Hub when absent); `unauthorized` when they are refused. */
  login(auth: RegistryAuth, signal?: AbortSignal): Promise<AuthResponse>;
  tag(reference: string, repo: string, tag: string): Promise<void>;
  remove(reference: string, options: { force?: boolean; noPrune?: boolean }): Promise<ImageDeleteEntry[]>;
  prune(filters: Filters): Promise<PruneResponse>;
  /** OCI layout and `manifest.json` in one tar, as `docker save` writes it. */
  save(references: string[], signal?: AbortSignal): Readable;
  load(archive: Readable, onProgress: (message: JsonMessage) => void): Promise<StoredImage[]>;
  /** An image of one layer from the tar of a root folder (`docker import`). */
  importRootfs(archive: Readable, options: ImportOptions): Promise<StoredImage>;
  beginLayer(): Promise<LayerDraft>;
  addImage(options: AddImageOptions): Promise<StoredImage>;
  /** Unpacks a tar stream (any compression that images use) into a folder, never outside it. */
  unpack(archive: Readable, folder: string, options?: UnpackOptions): Promise<void>;
  /** Tar of a folder or a part of it, which sees nothing outside of the folder. Not for overlay's own form. */
  pack(folder: string, options?: PackOptions): Readable;
  /** Bytes that all layers together take. */
  layersSize(): number;
  /** Ids of layers that the builder's cache and running builds need although no image has them; asked for whenever layers are collected. */
  keepLayers(source: () => Iterable<string>): void;
  /** Throws away layers that nothing needs any more (after the builder's cache was pruned); bytes that were freed. */
  dropUnusedLayers(): Promise<number>;
  /** Ids of images in use, asked for on removal and prune: image id → container ids, running ones first. */
  usedBy(source: (imageId: string) => { id: string; name: string; running: boolean }[]): void;
  /** Ends what is under way, and waits until the index is on disk. */
  close(): Promise<void>;
}
