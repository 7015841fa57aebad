import { spawn } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import { ProcessError } from './process.ts';

/** Bytes of the child's complaints that are kept for the error's message. */
const maxStderr = 4096;

/**
 * Sends a stream through a program, without a shell. The result fails with `ProcessError` when the program is missing or does not end
 * well, and ends the program when it is destroyed.
 */
export function runFilter(file: string, args: string[], source: Readable): Readable {
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const output = new PassThrough();
  let stderr = '';
  const fail = (reason: 'not-found' | 'not-started' | 'exit', what: string, cause?: unknown): void => {
    output.destroy(new ProcessError(reason, `${file} ${what}`, { stdout: '', stderr }, cause));
  };
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < maxStderr) stderr += chunk.toString();
  });
  child.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') fail('not-found', 'is not installed or not in PATH', error);
    else fail('not-started', 'could not be started', error);
  });
  child.on('close', (code, signal) => {
    if (code === 0) output.end();
    else fail('exit', signal ? `was killed by ${signal}` : `ended with exit code ${code}`);
  });
  child.stdout.pipe(output, { end: false });
  // A program that stops reading says why by its exit code.
  child.stdin.on('error', () => source.destroy());
  source.on('error', (error) => output.destroy(error));
  source.pipe(child.stdin);
  output.on('close', () => {
    if (child.exitCode === null) child.kill('SIGKILL');
    source.destroy();
  });
  return output;
}
