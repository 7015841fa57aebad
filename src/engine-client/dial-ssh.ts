import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { messageOf, UserError } from '../shared/index.ts';
import { formatAddress } from './address.ts';
import type { EngineEndpoint } from './contract.ts';

type SshEndpoint = Extract<EngineEndpoint, { transport: 'ssh' }>;

/** A connection through `ssh HOST docker system dial-stdio`, as the docker CLI makes it. */
export async function dialSsh(endpoint: SshEndpoint, signal: AbortSignal | undefined): Promise<Duplex> {
  signal?.throwIfAborted();
  const child = spawn('ssh', sshArguments(endpoint), { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4096);
  });
  const ended = once(child, 'close').then(
    ([code]: unknown[]) => sshFailure(endpoint, complaint.trim(), Number(code)),
    (error: unknown) => sshFailure(endpoint, messageOf(error), undefined),
  );
  const stream = new SshStream(child.stdin, child.stdout, () => child.kill());
  void ended.then((error) => stream.sshEnded(error));
  const abort = (): void => void stream.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  await once(child, 'spawn').catch(async () => {
    throw await ended;
  });
  return stream;
}

/** The words after `ssh`. The remote command is one shell line of ours; the socket's path is quoted. */
export function sshArguments(endpoint: SshEndpoint): string[] {
  const socket = endpoint.socketPath === undefined ? [] : ['--host', quote(`unix://${endpoint.socketPath}`)];
  const remote = [endpoint.remote ?? 'docker', ...socket, 'system', 'dial-stdio'];
  return [
    ...(endpoint.user === undefined ? [] : ['-l', endpoint.user]),
    ...(endpoint.port === undefined ? [] : ['-p', String(endpoint.port)]),
    '-o',
    'ConnectTimeout=30',
    '-T',
    '--',
    endpoint.host,
    ...remote,
  ];
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What the far shell says of a command that it does not find (POSIX, Shell Command Language, 2.8.2). */
const commandNotFound = 127;

/** Its cause has the exit code, see `withTuttiThere`. */
function sshFailure(endpoint: SshEndpoint, complaint: string, code: number | undefined): UserError {
  const address = formatAddress(endpoint);
  const cause = Object.assign(new Error(complaint), { exitCode: code });
  if (code === commandNotFound)
    return new UserError(
      'engine-unreachable',
      `Cannot connect to the Docker daemon at ${address}: neither docker nor tutti is installed there`,
      { hint: `One of them has to be in the PATH of \`ssh ${endpoint.host} COMMAND\`.`, cause },
    );
  const why = complaint || `ssh ended with exit code ${code}`;
  return new UserError('engine-unreachable', `Cannot connect to the Docker daemon at ${address}: ${why}`, {
    hint: 'Check that `ssh` reaches that host without asking, and that the engine runs there.',
    cause,
  });
}

class SshStream extends Duplex {
  readonly #stop: () => void;
  readonly #input: NodeJS.WritableStream;
  readonly #output: NodeJS.ReadableStream;
  #received = false;

  constructor(input: NodeJS.WritableStream, output: NodeJS.ReadableStream, stop: () => void) {
    super({ allowHalfOpen: true });
    this.#input = input;
    this.#output = output;
    this.#stop = stop;
    // It has ended, and its end says why.
    input.on('error', () => undefined);
    output.on('data', (bytes: Buffer) => {
      this.#received = true;
      if (!this.push(bytes)) output.pause();
    });
  }

  sshEnded(error: UserError): void {
    if (this.#received) this.push(null);
    else this.destroy(error);
  }

  override _read(): void {
    this.#output.resume();
  }

  override _write(chunk: Buffer, _encoding: string, callback: (error?: Error | null) => void): void {
    this.#input.write(chunk, (error) => {
      if (!error) callback();
    });
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#input.end(() => callback());
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#stop();
    callback(error);
  }
}
