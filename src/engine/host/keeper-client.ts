import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import {
  type Answer,
  type Call,
  type ExitEvent,
  type Failure,
  LineReader,
  type RunningProcess,
  type StartCall,
  type StreamRequest,
} from './keeper/protocol.ts';
import { KeeperOnDemand } from './keeper-on-demand.ts';

export interface KeeperOptions {
  /** Folder of keeper.sock; its path must be short (unix(7)). */
  run: string;
  /** Where the keeper, and an engine that it starts, write what goes wrong. */
  log: string;
  /** How to start the engine again when it died while containers run: program and arguments, and its environment. */
  engine: { command: string[]; env: string[] };
}

/** A call that the keeper refused; `kind` `runtime` means that the OCI runtime gave up, and why is the message. */
export class KeeperError extends Error {
  readonly kind: Failure['kind'] | 'lost';

  constructor(kind: Failure['kind'] | 'lost', message: string) {
    super(message);
    this.name = 'KeeperError';
    this.kind = kind;
  }
}

/** The engine's line to its keeper. */
export interface Keeper {
  /** Something will be started soon. */
  prepare(): void;
  start(call: Omit<StartCall, 'op'>): Promise<RunningProcess>;
  /** False when the process has ended. */
  signal(key: string, signal: number): Promise<boolean>;
  resize(key: string, rows: number, columns: number): Promise<void>;
  list(): Promise<RunningProcess[]>;
  /** Ends the streams that wait for a process which will not start. */
  discard(key: string): Promise<void>;
  /** Output (in the API's frames, raw from a terminal) and input of a process. */
  attach(request: StreamRequest['stream']): Promise<Socket>;
  onExit(listener: (event: ExitEvent) => void): void;
  /** The keeper is gone, and with it all output and exit codes of what runs. */
  onLost(listener: () => void): void;
  /** Tells the keeper that this engine goes on purpose, and hangs up. */
  close(): Promise<void>;
}

/** Connects to the keeper of a run folder, if there is one; else one is started when something is to run. */
export async function openKeeper(options: KeeperOptions): Promise<Keeper> {
  const path = join(options.run, 'keeper.sock');
  return new KeeperOnDemand(await greetRunning(path, options), () => startAndGreet(path, options));
}

async function greetRunning(path: string, options: KeeperOptions): Promise<KeeperLine | undefined> {
  const socket = await tryConnect(path);
  if (!socket) return undefined;
  try {
    return await greet(socket, path, options);
  } catch (error) {
    // A keeper that is being killed still takes connections for a moment.
    if (error instanceof KeeperError && error.kind === 'lost') return undefined;
    throw error;
  }
}

async function startAndGreet(path: string, options: KeeperOptions): Promise<KeeperLine> {
  await startKeeper(options);
  const socket = await tryConnect(path);
  if (!socket) throw new KeeperError('lost', `the keeper does not answer on ${path}; see ${options.log}`);
  return greet(socket, path, options);
}

async function greet(socket: Socket, path: string, options: KeeperOptions): Promise<KeeperLine> {
  const line = new KeeperLine(socket, path);
  await line.call({ op: 'hello', engine: { ...options.engine, log: options.log } });
  return line;
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, allowHalfOpen: true });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined);
      else reject(error);
    });
  });
}

/** Few and small heaps: the keeper holds no data, and lives as long as containers do. */
const memoryFlags = ['--max-semi-space-size=1', '--max-old-space-size=96', '--single-threaded-gc'];

function keeperProgram(): string {
  const here = import.meta.dirname;
  const candidates = [
    join(here, 'keeper/main.ts'),
    join(here, 'keeper.js'),
    join(dirname(here), 'keeper.js'),
  ];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (!found) throw new Error(`the keeper's program is in none of ${candidates.join(', ')}`);
  return found;
}

function startKeeper(options: KeeperOptions): Promise<void> {
  const log = openSync(options.log, 'a', 0o600);
  const child = spawn(process.execPath, [...memoryFlags, keeperProgram(), options.run], {
    cwd: '/',
    detached: true,
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', log],
  });
  closeSync(log);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new KeeperError('lost', `the keeper ended with exit code ${code}; see ${options.log}`)),
    );
    child.stdout?.once('data', () => {
      child.removeAllListeners('exit');
      child.stdout?.destroy();
      child.unref();
      resolve();
    });
  });
}

/** A connection to a keeper that is there. */
export class KeeperLine implements Omit<Keeper, 'prepare'> {
  readonly #socket: Socket;
  readonly #path: string;
  readonly #pending = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (error: Error) => void }
  >();
  readonly #exitListeners: ((event: ExitEvent) => void)[] = [];
  readonly #lostListeners: (() => void)[] = [];
  #nextId = 1;
  #closing = false;

  constructor(socket: Socket, path: string) {
    this.#socket = socket;
    this.#path = path;
    const lines = new LineReader();
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      for (const value of lines.push(chunk)) this.#take(value as Answer | ExitEvent);
    });
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.destroy());
    socket.on('close', () => this.#lost());
  }

  call(call: Call): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) {
        reject(new KeeperError('lost', 'the keeper is gone'));
        return;
      }
      this.#pending.set(id, { resolve, reject });
      this.#socket.write(`${JSON.stringify({ ...call, id })}\n`);
    });
  }

  async start(call: Omit<StartCall, 'op'>): Promise<RunningProcess> {
    return (await this.call({ op: 'start', ...call })) as RunningProcess;
  }

  async signal(key: string, signal: number): Promise<boolean> {
    return (await this.call({ op: 'signal', key, signal })) as boolean;
  }

  async resize(key: string, rows: number, columns: number): Promise<void> {
    await this.call({ op: 'resize', key, rows, columns });
  }

  async list(): Promise<RunningProcess[]> {
    return (await this.call({ op: 'list' })) as RunningProcess[];
  }

  async discard(key: string): Promise<void> {
    await this.call({ op: 'discard', key });
  }

  async attach(request: StreamRequest['stream']): Promise<Socket> {
    const socket = await tryConnect(this.#path);
    if (!socket) throw new KeeperError('lost', 'the keeper is gone');
    socket.write(`${JSON.stringify({ stream: request } satisfies StreamRequest)}\n`);
    const answer = JSON.parse(await readAnswerLine(socket)) as { error?: Failure };
    if (!answer.error) return socket;
    socket.destroy();
    throw new KeeperError(answer.error.kind, answer.error.message);
  }

  onExit(listener: (event: ExitEvent) => void): void {
    this.#exitListeners.push(listener);
  }

  onLost(listener: () => void): void {
    this.#lostListeners.push(listener);
  }

  /** Asks a keeper that keeps nothing to go: true when it does, and its socket is free for another. */
  async leave(): Promise<boolean> {
    const gone = (await this.call({ op: 'leave' })) as boolean;
    if (!gone) return false;
    this.#closing = true;
    this.#socket.destroy();
    return true;
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (this.#socket.destroyed) return;
    await this.call({ op: 'goodbye' });
    await new Promise<void>((resolve) => this.#socket.destroy().once('close', () => resolve()));
  }

  #take(message: Answer | ExitEvent): void {
    if ('event' in message) {
      // Those who were waiting for the answer before it go first: they must know the process before they hear of its end.
      setImmediate(() => {
        for (const listener of this.#exitListeners) listener(message);
      });
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if ('error' in message) pending?.reject(new KeeperError(message.error.kind, message.error.message));
    else pending?.resolve(message.result);
  }

  #lost(): void {
    for (const { reject } of this.#pending.values()) reject(new KeeperError('lost', 'the keeper is gone'));
    this.#pending.clear();
    if (!this.#closing) for (const listener of this.#lostListeners) listener();
  }
}

/** The first line of a stream; what came after it stays in the socket. */
function readAnswerLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let pending = Buffer.alloc(0);
    const settle = (): void => {
      socket.off('readable', onReadable);
      socket.off('close', onClose);
    };
    const onReadable = (): void => {
      for (
        let chunk = socket.read() as Buffer | null;
        chunk !== null;
        chunk = socket.read() as Buffer | null
      ) {
        pending = Buffer.concat([pending, chunk]);
        const end = pending.indexOf(10);
        if (end < 0) continue;
        settle();
        if (end + 1 < pending.length) socket.unshift(pending.subarray(end + 1));
        resolve(pending.toString('utf8', 0, end));
        return;
      }
    };
    const onClose = (): void => {
      settle();
      reject(new KeeperError('lost', 'the keeper hung up'));
    };
    socket.on('readable', onReadable);
    socket.on('close', onClose);
  });
}
