import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ExitRecord, unmount } from '../host/index.ts';
import type { Container } from './container.ts';
import { unmountImages } from './image-mounts.ts';
import { sharedMemoryFolder } from './mount-sources.ts';
import { isRunning } from './record.ts';
import { removeContainer } from './remove.ts';
import { scheduleRestart, shallRestart } from './restart-policy.ts';
import type { Room } from './room.ts';
import { unmountRoot } from './root-filesystem.ts';

/** What is known of a container that went without anybody seeing how: its keeper was killed, or the machine was restarted. */
export const LOST_EXIT_CODE = 255;

/** Records that a container's process has ended, takes down what it used, and does what its restart policy says. */
export function containerEnded(room: Room, container: Container, exit: ExitRecord): void {
  const { state } = container;
  if (!isRunning(state)) return;
  container.healthChecks?.abort();
  const restarts = shallRestart(container, exit.exitCode);
  const duration = Math.max(0, Math.floor((exit.finishedAt - Date.parse(state.startedAt)) / 1000));
  Object.assign(state, {
    status: restarts ? 'restarting' : 'exited',
    pid: 0,
    exitCode: exit.exitCode,
    oomKilled: exit.oomKilled,
    finishedAt: new Date(exit.finishedAt).toISOString(),
  });
  if (state.health && !restarts) state.health.Status = 'unhealthy';
  container.signals.emit('changed');
  if (exit.oomKilled) container.emit(room.events, 'oom');
  container.emit(room.events, 'die', { exitCode: String(exit.exitCode), execDuration: String(duration) });
  container.ending = takeDown(room, container)
    .catch((error: unknown) => room.reportProblem(`cleaning up after container ${container.name}`, error))
    .then(() => {
      container.ending = undefined;
      // Only now, and not before the end is on disk: an engine that dies meanwhile leaves the next one to find it and do this again.
      container.saveState();
      rmSync(container.exitFile, { force: true });
      container.signals.emit('exit');
      if (restarts) scheduleRestart(room, container);
      else if (container.record.hostConfig.AutoRemove && !container.comesBack)
        removeInBackground(room, container);
    });
}

/** What `AutoRemove` asks for, when nobody waits for it. */
export function removeInBackground(room: Room, container: Container): void {
  removeContainer(room, container, { force: true, volumes: true }).catch((error: unknown) =>
    room.reportProblem(`removing container ${container.name}`, error),
  );
}

/** Takes down what a run needs: network, mounts, volumes, cgroups, the runtime's state. What is gone already is fine. */
export async function takeDown(room: Room, container: Container): Promise<void> {
  if (!container.mayBeUp) return;
  const { hostConfig, mounts } = container.record;
  room.cgroups.remove(container.cgroup);
  room.runTrash.take(join(room.runtime.stateDir, container.id));
  unmountImages(container);
  if (hostConfig.IpcMode === 'shareable') unmount(sharedMemoryFolder(container));
  unmountRoot(container);
  const mode = hostConfig.NetworkMode ?? '';
  const hasSandbox = mode !== 'host' && !mode.startsWith('container:');
  container.state.endpoints = {};
  container.state.ports = {};
  container.state.sandboxId = '';
  container.state.sandboxKey = '';
  const volumes = mounts.filter(({ type }) => type === 'volume');
  await Promise.all([
    hasSandbox ? room.networks.closeSandbox(container.id) : undefined,
    ...volumes.map(({ source }) => room.volumes.release(source, container.id)),
  ]);
  container.mayBeUp = false;
}
