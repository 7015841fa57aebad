import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { UserError } from '../shared/index.ts';
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
    ([code]: unknown[]) =>
      new SshEnded(endpoint, complaint.trim() || `ssh ended with exit code ${String(code)}`),
    (error: unknown) => new SshEnded(endpoint, error instanceof Error ? error.message : String(error)),
  );
  const stream = new SshStream(child.stdin, child.stdout, () => child.kill());
  void ended.then((error) => stream.sshEnded(error));
  const abort = (): void => void stream.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  await once(child, 'spawn').catch(async () => {
    throw (await ended).asUserError();
  });
  return stream;
}

/** The words after `ssh`. The remote command is one shell line of ours; the socket's path is quoted. */
export function sshArguments(endpoint: SshEndpoint): string[] {
  const remote =
    endpoint.socketPath === undefined
      ? ['docker', 'system', 'dial-stdio']
      : ['docker', '--host', quote(`unix://${endpoint.socketPath}`), 'system', 'dial-stdio'];
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

class SshEnded extends Error {
  readonly #endpoint: SshEndpoint;

  constructor(endpoint: SshEndpoint, message: string) {
    super(message);
    this.#endpoint = endpoint;
  }

  asUserError(): UserError {
    return new UserError(
      'engine-unreachable',
      `Cannot connect to the Docker daemon at ${formatAddress(this.#endpoint)}: ${this.message}`,
      { hint: 'Check that `ssh` reaches that host without asking, and that docker is installed there.' },
    );
  }
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
    input.on('error', () => this.destroy());
    output.on('data', (bytes: Buffer) => {
      this.#received = true;
      if (!this.push(bytes)) output.pause();
    });
  }

  sshEnded(error: SshEnded): void {
    if (this.#received || this.destroyed) this.push(null);
    else this.destroy(error.asUserError());
  }

  override _read(): void {
    this.#output.resume();
  }

  override _write(chunk: Buffer, _encoding: string, callback: (error?: Error | null) => void): void {
    this.#input.write(chunk, callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#input.end(() => callback());
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#stop();
    callback(error);
  }
}
