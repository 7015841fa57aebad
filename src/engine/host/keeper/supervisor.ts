import { openSync, readFileSync, rmSync } from 'node:fs';
import { isDiskFull, writeFileAtomicSync } from '../atomic-file.ts';
import { type ConsoleSocket, openConsoleSocket } from '../console-socket.ts';
import { withoutMounts } from '../mounts.ts';
import { createPipe } from '../pipes.ts';
import { collectExits, type ProcessExit, spawnProcess } from '../spawn.ts';
import { closeAll, ProcessIo } from './process-io.ts';
import type { ExitEvent, ExitRecord, Failure, RunningProcess, StartCall } from './protocol.ts';
import type { StreamClient } from './stream-client.ts';

/** How many OCI runtimes run at once: more gain nothing, since they wait for the same locks of the kernel. */
const STARTS_AT_ONCE = 4;

interface Supervised {
  call: StartCall;
  pid: number;
  startedAt: number;
  io: ProcessIo;
}

/** A call that failed for a reason that the engine tells its client. */
export class KeeperFailure extends Error {
  readonly kind: Failure['kind'];

  constructor(kind: Failure['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/**
 * Parent of all container processes: starts them through the OCI runtime, whose child becomes ours when it leaves (subreaper),
 * holds their input and output, and records how they ended.
 */
export class Supervisor {
  readonly #running = new Map<string, Supervised>();
  readonly #byPid = new Map<number, Supervised>();
  /** Clients who wait for a process that has not started. */
  readonly #waiting = new Map<string, StreamClient[]>();
  /** Runtimes that run, and what to do when they end. */
  readonly #runtimes = new Map<number, (exitCode: number) => void>();
  /** Ends of processes that we did not know (yet): a container may be over before its runtime is. */
  readonly #unclaimed = new Map<number, ProcessExit>();
  readonly #queue: (() => void)[] = [];
  readonly #onExit: (event: ExitEvent) => void;
  readonly #env: string[];
  #starting = 0;

  constructor(onExit: (event: ExitEvent) => void) {
    this.#onExit = onExit;
    this.#env = [`PATH=${process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin'}`, 'HOME=/root'];
    process.on('SIGCHLD', () => this.reap());
  }

  get idle(): boolean {
    return this.#running.size === 0 && this.#starting === 0;
  }

  /** Somebody listens already to what is yet to be started. */
  get isAwaited(): boolean {
    return this.#waiting.size > 0;
  }

  list(): RunningProcess[] {
    return [...this.#running.values()].map(({ call, pid, startedAt }) => ({ key: call.key, pid, startedAt }));
  }

  async start(call: StartCall): Promise<RunningProcess> {
    if (this.#running.has(call.key)) throw new KeeperFailure('internal', `${call.key} runs already`);
    if (this.#starting >= STARTS_AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#starting++;
    try {
      return await this.#start(call);
    } finally {
      this.#starting--;
      this.#queue.shift()?.();
      if (this.#starting === 0) this.#unclaimed.clear();
    }
  }

  /** Sends a signal; false when the process has ended. */
  signal(key: string, signal: number): boolean {
    const supervised = this.#running.get(key);
    if (!supervised || !this.#byPid.has(supervised.pid)) return false;
    return process.kill(supervised.pid, signal);
  }

  resize(key: string, rows: number, columns: number): void {
    const supervised = this.#running.get(key);
    if (!supervised) throw new KeeperFailure('not-running', `${key} is not running`);
    supervised.io.resize(rows, columns);
  }

  mayAttach(client: StreamClient): boolean {
    return client.wants.awaitStart || this.#running.has(client.wants.key);
  }

  /** Joins a client to a process, or lets it wait for that process to start. */
  attach(client: StreamClient): void {
    const { key } = client.wants;
    const supervised = this.#running.get(key);
    if (supervised) supervised.io.attach(client);
    else this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), client]);
  }

  /** Lets those go who wait for a process that will not start. */
  discard(key: string): void {
    for (const client of this.#waiting.get(key) ?? []) client.end();
    this.#waiting.delete(key);
  }

  /** Kills what cannot go on without the engine. */
  engineGone(): void {
    for (const { call, pid } of this.#byPid.values()) if (call.diesWithEngine) process.kill(pid, 'SIGKILL');
  }

  /** Whether anything runs for which an engine is needed. */
  needsEngine(): boolean {
    return [...this.#running.values()].some(({ call }) => !call.diesWithEngine);
  }

  /** Starts a process that is not a container's; `onExit` gets its exit code. */
  spawnOther(command: string[], env: string[], output: number, onExit: (exitCode: number) => void): void {
    const input = openSync('/dev/null', 'r+');
    try {
      const [file = '', ...args] = command;
      this.#runtimes.set(spawnProcess({ file, args, env, stdio: [input, output, output] }), onExit);
    } finally {
      closeAll([input]);
    }
  }

  reap(): void {
    const exits = collectExits();
    for (const { pid, exitCode } of exits) {
      const onExit = this.#runtimes.get(pid);
      this.#runtimes.delete(pid);
      if (onExit) onExit(exitCode);
      else if (!this.#byPid.has(pid) && this.#starting > 0) this.#unclaimed.set(pid, { pid, exitCode });
    }
    for (const exit of exits) {
      const supervised = this.#byPid.get(exit.pid);
      if (supervised) void this.#ended(supervised, exit.exitCode);
    }
  }

  async #start(call: StartCall): Promise<RunningProcess> {
    const io = new ProcessIo({ log: call.log, stdinOnce: call.stdinOnce });
    for (const client of this.#waiting.get(call.key) ?? []) io.attach(client);
    this.#waiting.delete(call.key);
    for (const path of [call.pidFile, call.runtimeLog]) rmSync(path, { force: true });
    // Before it can print: who reads the log since the start gets its first line.
    const startedAt = Date.now();
    try {
      await (call.consoleSocket === undefined
        ? this.#startWithPipes(call, io)
        : this.#startWithTerminal(call, io, openConsoleSocket(call.consoleSocket)));
      const pid = Number.parseInt(readFileSync(call.pidFile, 'utf8'), 10);
      return this.#register({ call, pid, startedAt, io });
    } catch (error) {
      io.abandon();
      throw error;
    }
  }

  async #startWithPipes(call: StartCall, io: ProcessIo): Promise<void> {
    const input = call.stdin ? createPipe() : undefined;
    const output = call.output ? createPipe() : undefined;
    const errors = call.output ? createPipe() : undefined;
    const nothing = openSync('/dev/null', 'r+');
    const childEnds = [input?.readEnd, output?.writeEnd, errors?.writeEnd];
    const [stdin = nothing, stdout = nothing, stderr = nothing] = childEnds;
    io.openPipes({ stdin: input?.writeEnd, stdout: output?.readEnd, stderr: errors?.readEnd });
    try {
      await this.#runRuntime(call, [stdin, stdout, stderr]);
    } finally {
      closeAll([...childEnds, nothing]);
    }
  }

  async #startWithTerminal(call: StartCall, io: ProcessIo, console: ConsoleSocket): Promise<void> {
    const nothing = openSync('/dev/null', 'r+');
    try {
      await this.#runRuntime(call, [nothing, nothing, nothing]);
      io.openTerminal(console.receive(), call.terminalSize);
    } finally {
      console.close();
      closeAll([nothing]);
    }
  }

  async #runRuntime(call: StartCall, stdio: [number, number, number]): Promise<void> {
    const [file = '', ...args] = call.command;
    const exitCode = await new Promise<number>((resolve) => {
      const pid = withoutMounts(call.hiddenMounts, () => spawnProcess({ file, args, env: this.#env, stdio }));
      this.#runtimes.set(pid, resolve);
    });
    if (exitCode !== 0)
      throw new KeeperFailure(
        'runtime',
        runtimeMessage(call.runtimeLog) || `ended with exit code ${exitCode}`,
      );
  }

  #register(supervised: Supervised): RunningProcess {
    const { call, pid, startedAt } = supervised;
    this.#running.set(call.key, supervised);
    this.#byPid.set(pid, supervised);
    const over = this.#unclaimed.get(pid);
    this.#unclaimed.delete(pid);
    // After the answer to `start`, so that the engine knows the process before it hears of its end.
    if (over) setImmediate(() => void this.#ended(supervised, over.exitCode));
    return { key: call.key, pid, startedAt };
  }

  async #ended(supervised: Supervised, exitCode: number): Promise<void> {
    const { call, pid, io } = supervised;
    this.#byPid.delete(pid);
    const finishedAt = Date.now();
    const oomKilled = call.oomFile !== undefined && countOomKills(call.oomFile) > 0;
    // Before the drain: an engine that restarts in between must find it.
    if (call.exitFile) saveExit(call.exitFile, { exitCode, oomKilled, finishedAt });
    await io.drain();
    this.#running.delete(call.key);
    this.#onExit({ event: 'exit', key: call.key, exitCode, oomKilled, finishedAt });
  }
}

/** The engine that listens learns it without the file: a full disk costs only one that is not there. */
function saveExit(path: string, exit: ExitRecord): void {
  try {
    writeFileAtomicSync(path, JSON.stringify(exit));
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}

/** The errors in a runtime's own log: `{"msg": …, "level": "error"}` a line, from crun and runc alike. */
function runtimeMessage(path: string): string {
  const text = readIfThere(path) ?? '';
  const messages = text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { msg?: string; level?: string })
    .filter(({ level }) => level !== 'debug' && level !== 'info' && level !== 'warning');
  return messages.map(({ msg }) => msg).join('\n') || text.trim();
}

function countOomKills(path: string): number {
  return Number(/^oom_kill (\d+)/m.exec(readIfThere(path) ?? '')?.[1] ?? 0);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
