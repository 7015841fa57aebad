/** A process in a container that the terminal is connected to. */

export interface OutputChunk {
  stream: 'stdout' | 'stderr';
  data: Uint8Array;
}

export interface Session {
  containerId: string;
  /** Without the leading slash. */
  containerName: string;
  tty: boolean;
  detached: boolean;
  /** Starts the process; output that follows is not lost. Detached sessions return after the start. */
  start(): Promise<void>;
  /** Ends with the process or `detach`. Empty for detached sessions. */
  output: AsyncIterable<OutputChunk>;
  write(data: Uint8Array): Promise<void>;
  /** Standard input ended. */
  closeInput(): void;
  resize(size: { columns: number; rows: number }): Promise<void>;
  /** Forwards a signal (`SIGINT`); nothing happens where the process is an exec, whose signals the engine does not forward. */
  signal(name: string): Promise<void>;
  /** Lets go of the process, which runs on. */
  detach(): void;
  /** Exit code, after the output has ended; removes a `--rm` container. */
  exitCode(): Promise<number>;
}
