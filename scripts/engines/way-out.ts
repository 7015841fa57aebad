import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** Of a network that has this way out. */
export const nameServer = '10.0.2.3';

/**
 * Gives the network of a process a way out through a process of this machine (slirp4netns), so that neither its firewall nor its
 * kernel's settings change. From in there the world is reached, and nothing on this machine's loopback. Resolves when it works; it
 * ends with the process that called, if not before.
 */
export async function openWayOut(pid: number): Promise<ChildProcess> {
  const slirp = 'slirp4netns --configure --disable-host-loopback --ready-fd=3 --netns-type=path'.split(' ');
  const words = ['--pdeathsig', 'KILL', ...slirp, `/proc/${pid}/ns/net`, 'tap0'];
  const child = spawn('setpriv', words, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr?.on('data', (part: Buffer) => (complaints += part.toString()));
  const ready = once(child.stdio[3] as Readable, 'data');
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`slirp4netns ended with ${code}: ${complaints.trim()}`);
  });
  await Promise.race([ready, ended]);
  ended.catch(() => undefined);
  return child;
}
