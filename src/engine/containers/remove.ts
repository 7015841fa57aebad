import { EngineError } from '../../shared/index.ts';
import type { Container } from './container.ts';
import { takeDown } from './end.ts';
import { isRunning } from './record.ts';
import { cancelRestart } from './restart-policy.ts';
import type { Room } from './room.ts';
import { killContainer } from './stop.ts';

/** Removes a container and all it leaves; `reference` is what the client called it. @throws EngineError `conflict` in Docker's words when it runs and `force` is not set. */
export async function removeContainer(
  room: Room,
  container: Container,
  options: { force?: boolean; volumes?: boolean },
  reference: string = container.name,
): Promise<void> {
  await container.settled();
  if (isRunning(container.state) || container.state.status === 'restarting')
    await endFirst(room, container, options, reference);
  await container.ending;
  await container.inOrder(() => discard(room, container, options));
}

async function endFirst(
  room: Room,
  container: Container,
  { force }: { force?: boolean },
  reference: string,
): Promise<void> {
  const { state } = container;
  if (!force) {
    const advice =
      state.status === 'paused'
        ? 'Unpause and then stop the container before attempting removal or force remove'
        : 'stop the container before removing or force remove';
    throw new EngineError(
      'conflict',
      `cannot remove container "${reference}": container is ${state.status}: ${advice}`,
    );
  }
  state.manuallyStopped = true;
  if (!cancelRestart(container)) await killContainer(room, container, 'SIGKILL');
}

async function discard(room: Room, container: Container, { volumes }: { volumes?: boolean }): Promise<void> {
  if (container.removed) return;
  if (isRunning(container.state))
    throw new EngineError(
      'conflict',
      `cannot remove container "${container.name}": container is running: stop the container before removing or force remove`,
    );
  container.removed = true;
  room.store.delete(container);
  try {
    await clear(room, container, volumes ?? false);
  } finally {
    // It is in no list any more, whatever could not be cleared: nobody is to wait for it.
    container.signals.emit('removed');
  }
}

async function clear(room: Room, container: Container, volumes: boolean): Promise<void> {
  await takeDown(room, container);
  for (const exec of container.execs) room.execs.delete(exec);
  await room.keeper.discard(container.id);
  room.trash.take(container.folder);
  room.runTrash.take(container.runFolder);
  const anonymous = container.record.mounts.filter((mount) => mount.anonymous);
  if (volumes) for (const { source } of anonymous) await removeVolume(room, source);
  container.emit(room.events, 'destroy');
}

/** An anonymous volume that another container uses as well (`VolumesFrom`) stays. */
async function removeVolume(room: Room, name: string): Promise<void> {
  try {
    await room.volumes.remove(name, {});
  } catch (error) {
    if (!(error instanceof EngineError && (error.kind === 'conflict' || error.kind === 'not-found')))
      throw error;
  }
}
