import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { withDockerEnvironment } from '../../engine-client/index.ts';
import type { Work } from './work.ts';

export interface ProgramOptions {
  /** Of its standard output; may be asked to do something before the next one is read. Throwing ends the program. */
  onLine?: (line: string) => void;
  /** What it says on standard error is not shown. */
  quiet?: boolean;
}

/**
 * Runs a program of another maker, without a shell, in the project's environment; it is told which engine is used. Resolves to why it failed;
 * undefined for success.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { client, project, signal }: Pick<Work, 'client' | 'project' | 'signal'>,
  { onLine = () => undefined, quiet = false }: ProgramOptions,
): Promise<string | undefined> {
  const environment = { ...process.env, ...project.environment };
  return withDockerEnvironment(client.endpoint, environment, async (env) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', quiet ? 'ignore' : 'inherit'],
      env: { ...env },
      signal,
    });
    // What it has started itself may hold its output open for longer.
    child.once('error', () => child.stdout.destroy());
    const ended = (once(child, 'close') as Promise<[number | null, string | null]>).then(
      ([code, killedBy]: [number | null, string | null]) => {
        if (code === 0) return undefined;
        return code === null ? `signal: ${killedBy}` : `exit status ${code}`;
      },
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    try {
      for await (const line of createInterface({ input: child.stdout })) onLine(line);
    } catch (error) {
      child.kill();
      child.stdout.destroy();
      await ended;
      throw error;
    }
    return ended;
  });
}

/** The whole output of a program, and why it failed. */
export async function outputOfProgram(
  program: string,
  args: readonly string[],
  work: Pick<Work, 'client' | 'project' | 'signal'>,
): Promise<{ text: string; failure: string | undefined }> {
  let text = '';
  const onLine = (line: string): void => void (text += `${line}\n`);
  return { failure: await runProgram(program, args, work, { onLine, quiet: true }), text };
}
