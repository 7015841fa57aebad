/** Where a command writes: the process's standard output or error, or a text in memory. */
export interface Output {
  readonly isTerminal: boolean;
  /** Size in characters; 80 by 24 where nobody knows. */
  readonly columns: number;
  readonly rows: number;
  write(data: string | Uint8Array): void;
  /** Resolves when what was written has left; await it in loops that produce without end. */
  drained(): Promise<void>;
  /** Calls back on each change of size until the signal aborts. */
  onResize(listener: () => void, signal: AbortSignal): void;
}

/** An output over a stream of the process. */
export function streamOutput(stream: NodeJS.WriteStream): Output {
  let full = false;
  return {
    get isTerminal() {
      return stream.isTTY ?? false;
    },
    get columns() {
      return stream.columns || 80;
    },
    get rows() {
      return stream.rows || 24;
    },
    write(data) {
      full = !stream.write(data);
    },
    async drained() {
      if (!full) return;
      await new Promise<void>((resolve) => stream.once('drain', resolve));
      full = false;
    },
    onResize(listener, signal) {
      if (signal.aborted) return;
      stream.on('resize', listener);
      signal.addEventListener('abort', () => stream.off('resize', listener), { once: true });
    },
  };
}
