import { spawn } from 'node:child_process';

export interface Finished {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
  input?: string;
  /** Milliseconds after which the command is killed and the test fails. */
  timeout?: number;
  /** Milliseconds after which the command shall be killed (SIGKILL) as part of the test; the status is null then. */
  killAfter?: number;
}

/** Runs a command to its end. Never throws for an exit code; tests look at it. */
export async function run(command: string, args: string[], options: CommandOptions = {}): Promise<Finished> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: options.killAfter ?? options.timeout ?? 120_000,
    killSignal: 'SIGKILL',
  });
  const finished: Finished = { status: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (finished.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (finished.stderr += text));
  child.stdin.on('error', () => undefined).end(options.input ?? '');
  const [status, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, name) => resolve([code, name]));
  });
  if (signal === 'SIGKILL' && options.killAfter === undefined)
    throw new Error(`${command} ${args.join(' ')} did not end:\n${finished.stdout}${finished.stderr}`);
  finished.status = status;
  return finished;
}
