import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duplex, PassThrough } from 'node:stream';
import { type ExecCreateRequest, type ExecInspect, encodeFrame } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { Container } from './container.ts';
import { detachable, parseDetachKeys } from './detach-keys.ts';
import type { Exec } from './exec-store.ts';
import type { Room } from './room.ts';
import { execFailure } from './runtime-errors.ts';
import { containerEnvironment, containerProcess } from './spec/process.ts';
import { resolveUser } from './spec/user.ts';

export interface ExecStartOptions {
  detach: boolean;
  tty: boolean;
  consoleSize?: [number, number];
}

/** @throws EngineError `conflict` in Docker's words when the container does not run. */
export function createExec(room: Room, container: Container, request: ExecCreateRequest): Exec {
  checkRunning(container);
  if (!request.Cmd?.length) throw new EngineError('invalid', 'No exec command specified');
  if (request.DetachKeys) parseDetachKeys(request.DetachKeys);
  const exec: Exec = {
    id: randomBytes(32).toString('hex'),
    container,
    request,
    started: false,
    running: false,
    pid: 0,
    exitCode: null,
    onExit: [],
  };
  room.execs.add(exec);
  container.emit(room.events, `exec_create: ${request.Cmd.join(' ')}`, { execID: exec.id });
  return exec;
}

function checkRunning(container: Container): void {
  const { status } = container.state;
  if (status === 'paused')
    throw new EngineError(
      'conflict',
      `Container ${container.name} is paused, unpause the container before exec`,
    );
  if (status !== 'running') throw new EngineError('conflict', `container ${container.id} is not running`);
}

/** Runs it. Output and input come as the framing of the API has it; without a stream when detached. */
export async function startExec(
  room: Room,
  exec: Exec,
  options: ExecStartOptions,
): Promise<Duplex | undefined> {
  if (exec.started) throw new EngineError('conflict', `exec instance ${exec.id} has already been started`);
  checkRunning(exec.container);
  exec.started = true;
  const { request } = exec;
  const stream = options.detach
    ? undefined
    : await room.keeper.attach({
        key: exec.id,
        stdin: request.AttachStdin ?? false,
        stdout: request.AttachStdout ?? false,
        stderr: request.AttachStderr ?? false,
        awaitStart: true,
      });
  exec.container.emit(room.events, `exec_start: ${request.Cmd.join(' ')}`, { execID: exec.id });
  try {
    await run(room, exec, options);
  } catch (error) {
    stream?.destroy();
    const failure = execFailure(error, request.Cmd[0] ?? '');
    exec.exitCode = failure.exitCode;
    await room.keeper.discard(exec.id);
    if (options.detach) throw new EngineError('invalid', failure.message, { cause: error });
    return failureStream(failure.message, request.Tty ?? false);
  }
  if (!stream) return undefined;
  return request.Tty && request.AttachStdin
    ? detachable(stream, parseDetachKeys(request.DetachKeys ?? ''), () =>
        exec.container.emit(room.events, 'exec_detach', { execID: exec.id }),
      )
    : stream;
}

/** A program that cannot be started is told in the stream, where Docker's clients look for it. */
function failureStream(message: string, raw: boolean): Duplex {
  const text = Buffer.from(`${message}\r\n`);
  const output = new PassThrough();
  output.end(raw ? text : encodeFrame('stdout', text));
  const input = new PassThrough();
  input.resume();
  return Duplex.from({ readable: output, writable: input });
}

async function run(room: Room, exec: Exec, options: ExecStartOptions): Promise<void> {
  const { container, request } = exec;
  const file = (suffix: string): string =>
    join(container.runFolder, `exec-${exec.id.slice(0, 24)}.${suffix}`);
  const terminal = request.Tty ?? false;
  const consoleSocket = join(room.paths.run, `${exec.id.slice(0, 24)}.tty`);
  const size = options.consoleSize ?? request.ConsoleSize;
  writeFileSync(file('json'), JSON.stringify(execProcess(exec, size)), { mode: 0o600 });
  try {
    const started = await room.keeper.start({
      key: exec.id,
      command: [
        ...room.runtime.command,
        '--log',
        file('log'),
        'exec',
        '--detach',
        '--process',
        file('json'),
        '--pid-file',
        file('pid'),
        ...(terminal ? ['--console-socket', consoleSocket] : []),
        container.id,
      ],
      pidFile: file('pid'),
      runtimeLog: file('log'),
      hiddenMounts: room.runtime.hiddenMounts,
      ...(terminal ? { consoleSocket } : {}),
      ...(terminal && size?.[0] ? { terminalSize: size } : {}),
      stdin: request.AttachStdin ?? false,
      stdinOnce: true,
      output: !options.detach,
      diesWithEngine: false,
    });
    exec.running = true;
    exec.pid = started.pid;
  } finally {
    for (const suffix of ['json', 'pid', 'log']) rmSync(file(suffix), { force: true });
  }
}

function execProcess(exec: Exec, consoleSize: [number, number] | undefined): unknown {
  const { container, request } = exec;
  const { config, hostConfig } = container.record;
  const user = resolveUser(container.rootfs, request.User || config.User || '', hostConfig.GroupAdd ?? []);
  const own = (request.Env ?? []).map((entry) => entry.split('=', 1)[0]);
  const inherited = containerEnvironment({ ...config, Tty: request.Tty ?? false }, user).filter(
    (entry) => !own.includes(entry.split('=', 1)[0]),
  );
  return containerProcess({
    config,
    hostConfig,
    args: request.Cmd,
    env: [...inherited, ...(request.Env ?? []).filter((entry) => entry.includes('='))],
    cwd: request.WorkingDir || config.WorkingDir || '/',
    user,
    terminal: request.Tty ?? false,
    consoleSize,
    privileged: request.Privileged ?? hostConfig.Privileged ?? false,
  }).process;
}

/** Records the end of an exec that the keeper reports. */
export function execEnded(room: Room, exec: Exec, exitCode: number): void {
  exec.running = false;
  exec.exitCode = exitCode;
  exec.container.emit(room.events, 'exec_die', { execID: exec.id, exitCode: String(exitCode) });
  for (const listener of exec.onExit.splice(0)) listener();
}

export function inspectExec(exec: Exec): ExecInspect {
  const [entrypoint = '', ...args] = exec.request.Cmd;
  const { request } = exec;
  return {
    ID: exec.id,
    Running: exec.running,
    ExitCode: exec.exitCode,
    ProcessConfig: {
      tty: request.Tty ?? false,
      entrypoint,
      arguments: args,
      privileged: request.Privileged ?? false,
      ...(request.User ? { user: request.User } : {}),
    },
    OpenStdin: request.AttachStdin ?? false,
    OpenStdout: request.AttachStdout ?? false,
    OpenStderr: request.AttachStderr ?? false,
    CanRemove: !exec.running,
    ContainerID: exec.container.id,
    DetachKeys: request.DetachKeys ?? '',
    Pid: exec.pid,
  };
}
