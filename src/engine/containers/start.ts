import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../../shared/index.ts';
import { findProgram } from '../host/index.ts';
import type { Container } from './container.ts';
import { removeInBackground, takeDown } from './end.ts';
import { monitorHealth } from './health.ts';
import { logTarget } from './logs/log-config.ts';
import { makeMountSources, makeWorkingDir } from './mount-sources.ts';
import { NEVER } from './record.ts';
import type { Room } from './room.ts';
import { mountRoot } from './root-filesystem.ts';
import { startFailure } from './runtime-errors.ts';
import { openNetwork } from './sandbox.ts';
import { containerSpec } from './spec/spec.ts';

/** Starts a container. @throws EngineError in Docker's words; the container then is as it was, with `State.Error` and an exit code. */
export async function startContainer(room: Room, container: Container): Promise<void> {
  const { state } = container;
  if (state.status === 'running')
    throw new EngineError('not-modified', `container ${container.id} is already running`);
  if (state.status === 'paused')
    throw new EngineError('conflict', 'cannot start a paused container, try unpause instead');
  if (container.removed) throw new EngineError('not-found', `No such container: ${container.id}`);
  clearTimeout(container.restartTimer);
  await container.ending;
  try {
    await prepareAndRun(room, container);
  } catch (error) {
    await startFailed(room, container, error);
  }
  container.emit(room.events, 'start');
  monitorHealth(room, container);
}

async function prepareAndRun(room: Room, container: Container): Promise<void> {
  const { hostConfig, config } = container.record;
  container.mayBeUp = true;
  mountRoot(room, container);
  const [network, sources] = await Promise.all([
    openNetwork(room, container),
    makeMountSources(room, container),
  ]);
  makeWorkingDir(container);
  const { spec, warnings } = containerSpec(
    {
      record: container.record,
      rootfs: container.rootfs,
      cgroup: container.cgroup,
      mounts: { ...sources, files: network.files, init: hostConfig.Init ? initProgram() : undefined },
      namespaces: { netnsPath: network.netnsPath, pidOf: (other) => runningPid(room, other) },
    },
    room,
  );
  for (const warning of warnings) room.reportProblem(`container ${container.name}`, warning);
  writeFileSync(join(container.runFolder, 'config.json'), JSON.stringify(spec), { mode: 0o600 });
  rmSync(container.exitFile, { force: true });
  const running = await room.keeper.start(startCall(room, container, config.Tty ?? false));
  Object.assign(container.state, {
    status: 'running',
    pid: running.pid,
    exitCode: 0,
    error: '',
    oomKilled: false,
    startedAt: new Date(running.startedAt).toISOString(),
    finishedAt: container.state.finishedAt,
    manuallyStopped: false,
  });
  container.saveState();
}

function startCall(
  room: Room,
  container: Container,
  terminal: boolean,
): Parameters<Room['keeper']['start']>[0] {
  const { config, hostConfig } = container.record;
  const file = (name: string): string => join(container.runFolder, name);
  const log = logTarget(container.logPath, hostConfig.LogConfig ?? {});
  // Short, and in the run folder itself: a socket's path may have 107 bytes only.
  const consoleSocket = join(room.paths.run, `${container.id.slice(0, 24)}.tty`);
  return {
    key: container.id,
    command: [
      ...room.runtime.command,
      '--log',
      file('runtime.log'),
      'run',
      '--detach',
      '--bundle',
      container.runFolder,
      '--pid-file',
      file('pid'),
      ...(terminal ? ['--console-socket', consoleSocket] : []),
      container.id,
    ],
    pidFile: file('pid'),
    runtimeLog: file('runtime.log'),
    hiddenMounts: room.runtime.hiddenMounts,
    ...(terminal ? { consoleSocket } : {}),
    ...(terminal && hostConfig.ConsoleSize?.[0] ? { terminalSize: hostConfig.ConsoleSize } : {}),
    stdin: config.OpenStdin ?? false,
    stdinOnce: config.StdinOnce ?? false,
    output: true,
    ...(log ? { log } : {}),
    exitFile: container.exitFile,
    oomFile: room.cgroups.file(
      container.cgroup,
      'memory',
      room.cgroups.version === 2 ? 'memory.events' : 'memory.oom_control',
    ),
    diesWithEngine: false,
  };
}

async function startFailed(room: Room, container: Container, error: unknown): Promise<never> {
  const failure = startFailure(error, container.record.path);
  await room.keeper.discard(container.id);
  await takeDown(room, container);
  Object.assign(container.state, {
    status: container.state.startedAt === NEVER ? 'created' : 'exited',
    pid: 0,
    exitCode: failure.exitCode,
    error: failure.error.message,
  });
  container.saveState();
  container.signals.emit('exit');
  if (container.record.hostConfig.AutoRemove) removeInBackground(room, container);
  throw failure.error;
}

function runningPid(room: Room, idOrName: string): number {
  const other = room.store.get(idOrName);
  if (other.state.pid === 0) {
    throw new EngineError('conflict', `cannot join namespace of a non running container: ${other.id}`);
  }
  return other.state.pid;
}

function initProgram(): string {
  const found = ['docker-init', 'tini-static', 'tini', 'catatonit']
    .map(findProgram)
    .find((path) => path !== undefined);
  if (found) return found;
  throw new EngineError(
    'unavailable',
    'exec: "docker-init": executable file not found in $PATH: install tini or catatonit (apt-get install tini) to use `init: true`',
  );
}
