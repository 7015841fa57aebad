/** What takes files out of containers and puts them in is told. */
import type { OperationContext } from './contract-context.ts';

export interface CopyOptions extends OperationContext {
  /** `SERVICE:PATH`, a path, or `-` for a tar stream. */
  source: string;
  destination: string;
  all?: boolean;
  index?: number;
  followLink?: boolean;
  archive?: boolean;
  stdin?: AsyncIterable<Uint8Array>;
  stdout?: (chunk: Uint8Array) => Promise<void>;
}

export interface CommitOptions extends OperationContext {
  service: string;
  /** `REPOSITORY[:TAG]`. */
  reference?: string;
  author?: string;
  message?: string;
  pause?: boolean;
  changes?: string[];
  index?: number;
}

export interface ExportOptions extends OperationContext {
  service: string;
  index?: number;
  /** For the display; absent: standard output. */
  output?: string;
  write: (chunk: Uint8Array) => Promise<void>;
}
