import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { resolve as absolute, dirname, join } from 'node:path';
import { engineNodeFlags, engineReadyLine } from '../engine-api/index.ts';
import { messageOf, UserError } from '../shared/index.ts';
import type { Environment } from './contract.ts';

/** How many lines of `engine.log` a failed start shows. */
const shownLogLines = 15;

/**
 * Starts our own engine and returns when it listens. The engine says so on its standard output, so nothing is polled
 * (docs/design/engine.md, "Starting").
 */
export async function startEmbeddedEngine(env: Environment, signal: AbortSignal | undefined): Promise<void> {
  checkHost();
  const run = env.TUTTI_RUN || '/run/tutti';
  const log = join(run, 'engine.log');
  const logDescriptor = openLog(run, log);
  const logged = fstatSync(logDescriptor).size;
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, [...engineNodeFlags, engineProgram()], {
    cwd: '/',
    detached: true,
    env,
    stdio: ['ignore', 'pipe', logDescriptor],
  });
  closeSync(logDescriptor);
  const output = child.stdout;
  if (output === null) throw new Error('the engine has no standard output');
  try {
    await new Promise<void>((resolve, reject) => {
      let said = '';
      const abort = (): void => reject(new DOMException('This operation was aborted', 'AbortError'));
      signal?.addEventListener('abort', abort, { once: true });
      output.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes(engineReadyLine)) resolve();
      });
      child.once('error', reject);
      child.once('close', (code, killedBy) => {
        // Exit code 0: another engine serves the same folders already.
        if (code === 0) resolve();
        else reject(startFailed(log, logged, code, killedBy));
      });
    });
  } finally {
    child.removeAllListeners();
    output.destroy();
    child.unref();
  }
}

function checkHost(): void {
  if (process.platform !== 'linux') {
    throw new UserError(
      'engine-needs-linux',
      `the embedded engine runs on Linux only, and this is ${process.platform}`,
      {
        hint: 'Use another engine: set DOCKER_HOST, or --engine docker or podman.',
      },
    );
  }
  if (process.geteuid?.() !== 0) {
    throw new UserError('engine-needs-root', 'the embedded engine must be started by root', {
      hint: 'Run the command with sudo, or use another engine with DOCKER_HOST or --engine.',
    });
  }
}

function openLog(run: string, log: string): number {
  try {
    makeFolder(absolute(run));
    return openSync(log, 'a', 0o600);
  } catch (error) {
    throw new UserError('engine-start-failed', `the embedded engine cannot use ${run}: ${messageOf(error)}`, {
      hint: 'TUTTI_RUN names the folder for its socket and log.',
      cause: error,
    });
  }
}

/** Not with Node's `recursive`, which never ends below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another starter was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** From a chunk of the bundle (`dist/main/`), or from the source tree. */
function engineProgram(): string {
  const bundled = join(import.meta.dirname, '../engine.js');
  return existsSync(bundled) ? bundled : join(import.meta.dirname, '../engine/main.ts');
}

/** With exit code 1 the engine has said in one line what the user can mend; all else is shown with its log's end. */
function startFailed(log: string, logged: number, code: number | null, killedBy: string | null): UserError {
  const lines = readFileSync(log).subarray(logged).toString('utf8').trimEnd().split('\n');
  const refusal = /^\S+Z (.+)$/.exec(lines.at(-1) ?? '')?.[1];
  if (code === 1 && refusal !== undefined)
    return new UserError('engine-start-failed', `the embedded engine did not start: ${refusal}`);
  const how = killedBy === null ? `exit code ${code}` : `signal ${killedBy}`;
  const end = lines.slice(-shownLogLines).join('\n');
  return new UserError('engine-start-failed', `the embedded engine did not start (${how})\n${end}`, {
    hint: `All it said is in ${log}.`,
  });
}
