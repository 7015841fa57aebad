/**
 * A shell in a container: a WebSocket of its own for each, at `SHELL_PATH`. Texts are JSON (below), binary messages are what is typed
 * and what is shown. Does not exist under `--read-only`.
 */
import type { EngineName } from './engines.ts';
import type { Failure } from './frames.ts';

export interface TerminalSize {
  columns: number;
  rows: number;
}

/** The first message of the page. */
export interface ShellOpen extends TerminalSize {
  kind: 'open';
  key: string;
  engine: EngineName;
  /** Id or name. */
  container: string;
  /** Absent: the best shell that the container has. */
  command?: string[];
  /** `name`, `uid:gid`; absent: the container's. */
  user?: string;
}

export type ShellPageText = ShellOpen | ({ kind: 'resize' } & TerminalSize);

export type ShellServerText =
  /** Which command runs; what is shown follows. */
  | { kind: 'opened'; command: string[] }
  /** The last text. Without a code it ended with its container, and the engine does not tell more. */
  | { kind: 'exited'; exitCode?: number }
  /** The last text: no shell in the image (`no-shell`), the container does not run, … */
  | { kind: 'failed'; failure: Failure };
