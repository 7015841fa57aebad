import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Does the work while nobody else does work under this file (flock(1)). However this process ends, the next may begin. */
export async function alone<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  // Node has no locks: a child holds it until its standard input ends.
  const holder = spawn('flock', [file, 'sh', '-c', 'echo; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(holder, 'close');
  await Promise.race([
    once(holder.stdout, 'data'),
    ended.then(() => Promise.reject(new Error('flock failed'))),
  ]);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
