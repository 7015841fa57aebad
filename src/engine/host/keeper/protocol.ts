/**
 * What engine and keeper say to each other over keeper.sock: one JSON value a line. A connection whose first line is a
 * `StreamRequest` carries a process's raw output and input after the keeper's answer line; all others carry calls and events.
 */

export interface LogTarget {
  /** Absolute path of the current file; older ones are `<path>.1`, `<path>.2`, … */
  path: string;
  /** Bytes after which the file is rotated; 0 for never. */
  maxSize: number;
  /** How many files are kept, the current one included. */
  maxFiles: number;
}

export interface StartCall {
  op: 'start';
  /** Container id, exec id, or any other name that is unique among what runs. */
  key: string;
  /** The OCI runtime and its arguments; it must detach, and write the process's id to `pidFile`. */
  command: string[];
  pidFile: string;
  /** Mounts that the runtime must not see. */
  hiddenMounts: string[];
  /** Where the runtime writes its own errors (JSON lines). */
  runtimeLog: string;
  /** Where the runtime shall deliver the terminal; absent for pipes. */
  consoleSocket?: string;
  /** Rows and columns of the terminal at the start. */
  terminalSize?: [number, number];
  /** Whether standard input stays open for whoever attaches; otherwise it is /dev/null. */
  stdin: boolean;
  /** Whether standard input is closed when the first client that wrote to it leaves. */
  stdinOnce: boolean;
  /** Whether anybody can read its output; otherwise it is /dev/null. */
  output: boolean;
  log?: LogTarget;
  /** Where its end is recorded, for an engine that was not there (`ExitRecord`). */
  exitFile?: string;
  /** Read at the end for a line `oom_kill <n>`: memory.events (cgroup v2) or memory.oom_control (v1). */
  oomFile?: string;
  /** Killed when the engine goes, whatever the reason. */
  diesWithEngine: boolean;
}

export type Call =
  | { op: 'hello'; engine: { command: string[]; env: string[]; log: string } }
  | StartCall
  | { op: 'signal'; key: string; signal: number }
  | { op: 'resize'; key: string; rows: number; columns: number }
  | { op: 'list' }
  | { op: 'discard'; key: string }
  /** Asks it to go if it keeps nothing: answered with whether it does, when its socket's name is free. */
  | { op: 'leave' }
  | { op: 'goodbye' };

export interface RunningProcess {
  key: string;
  pid: number;
  /** Unix milliseconds. */
  startedAt: number;
}

export interface ExitRecord {
  exitCode: number;
  oomKilled: boolean;
  /** Unix milliseconds. */
  finishedAt: number;
}

export interface ExitEvent extends ExitRecord {
  event: 'exit';
  key: string;
}

/** Why a call failed. `runtime` holds what the OCI runtime wrote before it gave up. */
export interface Failure {
  message: string;
  kind: 'runtime' | 'not-running' | 'internal';
}

export type Answer = { id: number; result: unknown } | { id: number; error: Failure };

export interface StreamRequest {
  stream: {
    key: string;
    stdin: boolean;
    stdout: boolean;
    stderr: boolean;
    /** Whether it waits for a process that has not started yet. */
    awaitStart: boolean;
  };
}

/** Splits a byte stream into JSON lines. */
export class LineReader {
  #pending = '';

  push(chunk: string): unknown[] {
    const lines = (this.#pending + chunk).split('\n');
    this.#pending = lines.pop() ?? '';
    return lines.filter(Boolean).map((line) => JSON.parse(line) as unknown);
  }
}
