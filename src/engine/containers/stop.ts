import { once } from 'node:events';
import { EngineError } from '../../shared/index.ts';
import type { Container } from './container.ts';
import { initListens } from './init-listens.ts';
import { isRunning } from './record.ts';
import { cancelRestart } from './restart-policy.ts';
import type { Room } from './room.ts';
import { SIGKILL, signalNumber } from './signal-names.ts';

const DEFAULT_TIMEOUT_S = 10;

/** Asks a container to end, and makes it end after the timeout (seconds; -1 for never). */
export async function stopContainer(
  room: Room,
  container: Container,
  options: { signal?: string; timeout?: number },
): Promise<void> {
  const { config } = container.record;
  const signal = signalNumber(options.signal || config.StopSignal || 'SIGTERM');
  const timeout = options.timeout ?? config.StopTimeout ?? DEFAULT_TIMEOUT_S;
  await container.settled();
  container.state.manuallyStopped = true;
  if (!cancelRestart(container)) {
    if (!isRunning(container.state) && !container.ending)
      throw new EngineError('not-modified', `container ${container.id} is already stopped`);
    await endRun(room, container, signal, timeout);
  }
  container.emit(room.events, 'stop');
}

async function endRun(room: Room, container: Container, signal: number, timeout: number): Promise<void> {
  const ended = hasEnded(container);
  if (timeout !== 0) await send(room, container, signal);
  if (timeout < 0) return ended;
  const waited = new AbortController();
  const timer = setTimeout(() => waited.abort(), timeout * 1000);
  const aborted = new Promise<'late'>((resolve) => {
    if (timeout === 0) resolve('late');
    waited.signal.addEventListener('abort', () => resolve('late'), { once: true });
  });
  const result = await Promise.race([ended, aborted]);
  clearTimeout(timer);
  if (result !== 'late') return undefined;
  await send(room, container, SIGKILL);
  return ended;
}

/** Resolves when the run is over and all it used is taken down. */
export function hasEnded(container: Container): Promise<void> {
  if (!isRunning(container.state)) return container.ending ?? Promise.resolve();
  return once(container.signals, 'exit').then(() => undefined);
}

/** `reference` is what the client called it. @throws EngineError `conflict` in Docker's words when it does not run. */
export async function killContainer(
  room: Room,
  container: Container,
  signalText: string,
  reference: string = container.id,
): Promise<void> {
  const signal = signalNumber(signalText || 'SIGKILL');
  await container.settled();
  if (!isRunning(container.state)) {
    if (cancelRestart(container)) return;
    throw new EngineError(
      'conflict',
      `cannot kill container: ${reference}: container ${container.id} is not running`,
    );
  }
  const ended = hasEnded(container);
  const stopSignal = signalNumber(container.record.config.StopSignal || 'SIGTERM');
  if (signal === SIGKILL || signal === stopSignal) container.state.manuallyStopped = true;
  await send(room, container, signal);
  if (signal === SIGKILL) await ended;
}

async function send(room: Room, container: Container, signal: number): Promise<void> {
  if (container.record.hostConfig.Init && signal !== SIGKILL && container.state.status === 'running')
    await initListens(container.state.pid);
  await room.keeper.signal(container.id, signal);
  container.emit(room.events, 'kill', { signal: String(signal) });
  // A frozen process receives nothing.
  if (container.state.status === 'paused') {
    room.cgroups.freeze(container.cgroup, false);
    container.state.status = 'running';
    container.saveState();
  }
}

export function pauseContainer(room: Room, container: Container): void {
  if (container.state.status === 'paused')
    throw new EngineError('conflict', `container ${container.id} is already paused`);
  if (container.state.status !== 'running')
    throw new EngineError('conflict', `container ${container.id} is not running`);
  room.cgroups.freeze(container.cgroup, true);
  container.state.status = 'paused';
  container.saveState();
  container.emit(room.events, 'pause');
}

export function unpauseContainer(room: Room, container: Container): void {
  if (container.state.status !== 'paused')
    throw new EngineError('conflict', `Container ${container.id} is not paused`);
  room.cgroups.freeze(container.cgroup, false);
  container.state.status = 'running';
  container.saveState();
  container.emit(room.events, 'unpause');
}
