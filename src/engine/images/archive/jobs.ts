/** What the engine's main thread and an archive worker say to each other. */
import type { Compression } from './compression.ts';
import type { ExtractOptions } from './extract.ts';
import type { PackOptions } from './pack.ts';

export interface UnpackJob {
  kind: 'unpack';
  folder: string;
  /** A file of the host, or the pieces that follow in `piece` messages. */
  source: { path: string } | 'pieces';
  compression: Compression;
  options: ExtractOptions;
}

export interface PackJob {
  kind: 'pack';
  folder: string;
  options: PackOptions;
}

export type Job = UnpackJob | PackJob;

/** To the worker. `null` ends the pieces; `taken` allows a packing worker to go on; `stop` ends the thread. */
export type ToWorker = Job | { piece: Uint8Array | null } | { taken: number } | { stop: true };

export interface UnpackResult {
  /** Digest of the tar without its compression: a layer's diff id. */
  diffId: string;
  /** Bytes of that tar. */
  tarSize: number;
  /** Bytes of the files. */
  size: number;
}

/** From the worker. `taken`: bytes of the source that it has done with. */
export type FromWorker =
  | { taken: number }
  | { piece: Uint8Array }
  | { done: UnpackResult | undefined }
  | { failed: { message: string; code: string | undefined; isArchive: boolean } };

/** Bytes that may be under way between the threads. */
export const windowBytes: number = 4 << 20;
