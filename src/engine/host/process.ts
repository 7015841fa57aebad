import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { messageOf } from '../../shared/index.ts';

export interface RunOptions {
  /** Written to the child's standard input, which is then closed. */
  input?: string | Uint8Array;
  /** The whole environment of the child; this process's own when absent. */
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Milliseconds, after which the child is killed. */
  timeout?: number;
  signal?: AbortSignal;
  /** Called with each piece of output as it comes, besides being captured. */
  onOutput?: (stream: 'stdout' | 'stderr', chunk: Buffer) => void;
  /** Exit codes that are no error; `[0]` when absent. */
  accept?: number[];
}

export interface RunResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export type RunFailure = 'not-found' | 'not-started' | 'timeout' | 'cancel' | 'signal' | 'exit';

/** A child process that did not end well: the first line says why, its standard error follows. */
export class ProcessError extends Error {
  readonly reason: RunFailure;
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;

  constructor(
    reason: RunFailure,
    what: string,
    result: { exitCode?: number | undefined; stdout: string; stderr: string },
    cause?: unknown,
  ) {
    const details = result.stderr.trim();
    super(details ? `${what}\n${details}` : what, cause === undefined ? undefined : { cause });
    this.name = 'ProcessError';
    this.reason = reason;
    this.exitCode = result.exitCode;
    this.stdout = result.stdout;
    this.stderr = result.stderr;
  }
}

/**
 * Runs a program to its end, without a shell. Throws `ProcessError` when it cannot be started, does not end in time, is cancelled,
 * dies by a signal, or returns an exit code that was not accepted.
 */
export function run(file: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    const text = (): { stdout: string; stderr: string } => ({
      stdout: Buffer.concat(output.stdout).toString(),
      stderr: Buffer.concat(output.stderr).toString(),
    });
    const fail = (reason: RunFailure, what: string, exitCode?: number, cause?: unknown): void =>
      reject(new ProcessError(reason, `${file} ${what}`, { exitCode, ...text() }, cause));
    if (options.signal?.aborted) return fail('cancel', 'was cancelled', undefined, options.signal.reason);

    const child = spawn(file, args, { cwd: options.cwd, env: options.env });
    const stop = stopOnTimeoutOrAbort(child, options);
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', (chunk: Buffer) => {
        output[stream].push(chunk);
        options.onOutput?.(stream, chunk);
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      stop.disarm();
      if (error.code === 'ENOENT') fail('not-found', 'is not installed or not in PATH', undefined, error);
      else fail('not-started', `could not be started: ${messageOf(error)}`, undefined, error);
    });
    child.on('close', (code, signal) => {
      stop.disarm();
      if (stop.reason() === 'timeout') fail('timeout', `did not end within ${options.timeout} ms`);
      else if (stop.reason() === 'cancel') fail('cancel', 'was cancelled', undefined, options.signal?.reason);
      else if (signal) fail('signal', `was killed by ${signal}`);
      else if (!(options.accept ?? [0]).includes(code ?? -1))
        fail('exit', `ended with exit code ${code}`, code ?? undefined);
      else resolve({ exitCode: code ?? 0, ...text() });
    });
    // A child that does not read its input is no error of ours; its exit code tells.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input);
    return undefined;
  });
}

function stopOnTimeoutOrAbort(
  child: ChildProcessWithoutNullStreams,
  options: RunOptions,
): { reason: () => 'timeout' | 'cancel' | undefined; disarm: () => void } {
  let reason: 'timeout' | 'cancel' | undefined;
  const stop = (why: 'timeout' | 'cancel'): void => {
    reason ??= why;
    child.kill('SIGKILL');
  };
  const timer =
    options.timeout === undefined ? undefined : setTimeout(() => stop('timeout'), options.timeout);
  const onAbort = (): void => stop('cancel');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  return {
    reason: () => reason,
    disarm: () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
    },
  };
}
