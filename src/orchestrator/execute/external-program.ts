import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { withDockerEnvironment } from '../../engine-client/index.ts';
import type { Work } from './work.ts';

export interface ProgramOptions {
  /** Of its standard output; may be asked to do something before the next one is read. Throwing ends the program. */
  onLine?: (line: string) => void;
}

export interface ProgramFailure {
  /** `exit status 3`, as Docker Compose says it. */
  reason: string;
  /** The last lines of its standard error. */
  said: string;
}

/** Of what a program says on standard error. */
const keptBytes = 2000;
const keptLines = 10;

/**
 * Runs a program of another maker, without a shell, in the project's environment; it is told which engine is used. What it says on
 * standard error is told only when it fails: the terminal is drawn on meanwhile. Undefined for success.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { client, project, signal }: Pick<Work, 'client' | 'project' | 'signal'>,
  { onLine = () => undefined }: ProgramOptions,
): Promise<ProgramFailure | undefined> {
  const environment = { ...process.env, ...project.environment };
  return withDockerEnvironment(client.endpoint, environment, async (env) => {
    await using errors = await ErrorOutput.open();
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', errors.descriptor],
      env: { ...env },
      signal,
    });
    const stdout = child.stdout as Readable;
    // What it has started itself may hold its output open for longer.
    child.once('error', () => stdout.destroy());
    const ended = (once(child, 'close') as Promise<[number | null, string | null]>).then(
      ([code, killedBy]: [number | null, string | null]) => {
        if (code === 0) return undefined;
        return code === null ? `signal: ${killedBy}` : `exit status ${code}`;
      },
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    try {
      for await (const line of createInterface({ input: stdout })) onLine(line);
    } catch (error) {
      child.kill();
      stdout.destroy();
      await ended;
      throw error;
    }
    const reason = await ended;
    return reason === undefined ? undefined : { reason, said: await errors.lastLines() };
  });
}

/**
 * What a program says on standard error, in a file without a name: programs that it leaves running may go on writing there, where a pipe
 * would break and end them.
 */
class ErrorOutput implements AsyncDisposable {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(): Promise<ErrorOutput> {
    const path = join(tmpdir(), `tutti-${randomUUID()}`);
    const file = await open(path, 'ax+', 0o600);
    await unlink(path);
    return new ErrorOutput(file);
  }

  get descriptor(): number {
    return this.#file.fd;
  }

  async lastLines(): Promise<string> {
    const { size } = await this.#file.stat();
    const buffer = Buffer.alloc(Math.min(size, keptBytes));
    await this.#file.read(buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString().trim().split('\n').slice(-keptLines).join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

/** The hint of a failure: what the program said itself. */
export function sayingOf(program: string, { said }: ProgramFailure): { hint?: string } {
  if (said === '') return {};
  const lines = said.split('\n').map((line) => `    ${line}`);
  return { hint: `  The last lines of ${basename(program)}:\n${lines.join('\n')}` };
}

/** The whole output of a program, and why it failed. */
export async function outputOfProgram(
  program: string,
  args: readonly string[],
  work: Pick<Work, 'client' | 'project' | 'signal'>,
): Promise<{ text: string; failure: ProgramFailure | undefined }> {
  let text = '';
  const onLine = (line: string): void => void (text += `${line}\n`);
  return { failure: await runProgram(program, args, work, { onLine }), text };
}
