/** Files of containers (running or not) and volumes. */
import type { EngineName } from './engines.ts';

export type FilesOf = { container: string } | { volume: string };

export interface FileEntry {
  name: string;
  kind: 'file' | 'folder' | 'link' | 'device' | 'pipe' | 'socket';
  /** Bytes; of files. */
  size: number;
  /** Permission bits, `0o755`. */
  mode: number;
  user: number;
  group: number;
  /** Unix milliseconds. */
  modified: number;
  /** Of a link, as it is written; it is not followed. */
  target?: string;
  /** Since the image; absent when unchanged, and for volumes. */
  change?: FileChange['change'];
}

export interface FileChange {
  path: string;
  change: 'added' | 'modified' | 'deleted';
}

export interface FileListing {
  /** Absolute, without `.` and `..`. */
  path: string;
  entries: FileEntry[];
  /** Not all could be listed, and why. */
  incomplete?: string;
  /** `programs`: the container's own `find` and `stat` were run, for its engine would have sent all that lies below. */
  by?: 'programs';
}

export interface FileView {
  size: number;
  /** The first of it as text (UTF-8); absent when it is binary. */
  text?: string;
  /** Hexadecimal lines of the first bytes of a binary file. */
  hex?: string;
  /** There is more than is shown. */
  cut: boolean;
}

export interface FileCalls {
  /** Progress: bytes that had to be read so far, where the engine has no cheaper way than to read everything below. */
  'files.list': { params: { of: FilesOf; path: string }; progress: { read: number }; result: FileListing };
  /** Up to the first MiB. */
  'files.view': { params: { of: FilesOf; path: string }; progress: never; result: FileView };
  /** What a container changed since its image. */
  'files.changes': { params: { container: string }; progress: never; result: FileChange[] };
}

/**
 * Downloads are a POST of this as JSON, with `Authorization: Bearer KEY`; the answer is the file, or a tar archive of a folder, with
 * `Content-Disposition`. Failures are a JSON `Failure` with a status ≥ 400.
 */
export const DOWNLOAD_PATH = '/files/download';

export interface DownloadRequest {
  engine: EngineName;
  of: FilesOf;
  path: string;
}

/**
 * Uploads are a POST of one file's bytes as `application/octet-stream`, with `Authorization` and the request as JSON, URI-encoded, in
 * this header. The answer is `{}` or a JSON `Failure`. Does not exist under `--read-only`.
 */
export const UPLOAD_PATH = '/files/upload';
export const UPLOAD_HEADER = 'tutti-upload';

export interface UploadRequest {
  engine: EngineName;
  of: FilesOf;
  /** The folder that it goes into; has to exist. */
  folder: string;
  name: string;
  /** Bytes of the body. */
  size: number;
  /** A file of that name is replaced only if so. */
  replace: boolean;
}
