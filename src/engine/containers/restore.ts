import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExitRecord, listMounts, writeFileAtomicSync } from '../host/index.ts';
import type { Container } from './container.ts';
import { containerEnded, LOST_EXIT_CODE, takeDown } from './end.ts';
import { monitorHealth } from './health.ts';
import { isRunning } from './record.ts';
import { scheduleRestart, shallRunAtBoot } from './restart-policy.ts';
import type { Room } from './room.ts';
import { sandboxRequest } from './sandbox.ts';
import { startContainer } from './start.ts';

/** Finds what still runs, records what ended while no engine was there, and starts what its policy wants to run. */
export async function restoreContainers(room: Room): Promise<void> {
  const alive = new Map((await room.keeper.list()).map((running) => [running.key, running]));
  const containers = room.store.all();
  const live: Container[] = [];
  for (const container of containers) {
    const running = alive.get(container.id);
    if (running) {
      adopt(container, running.pid, running.startedAt);
      live.push(container);
    }
  }
  await room.networks.restore(live.filter(hasOwnNetwork).map(sandboxRequest));
  for (const container of live) monitorHealth(room, container);
  const leftovers = findLeftovers(room);
  const gone = containers.filter(({ id }) => !alive.has(id));
  await Promise.all(gone.map((container) => settle(room, container, leftovers)));
}

function hasOwnNetwork({ record }: Container): boolean {
  const mode = record.hostConfig.NetworkMode ?? '';
  return mode !== 'host' && !mode.startsWith('container:');
}

/** Also one that the former engine had started without living to write it down. */
function adopt(container: Container, pid: number, startedAt: number): void {
  const { state } = container;
  if (isRunning(state) && state.pid === pid) return;
  Object.assign(state, {
    status: 'running',
    pid,
    exitCode: 0,
    error: '',
    startedAt: new Date(startedAt).toISOString(),
  });
  container.saveState();
}

async function settle(room: Room, container: Container, leftovers: Leftovers): Promise<void> {
  const { state } = container;
  // The former engine died between the start of this container and its record.
  if (!isRunning(state) && existsSync(container.exitFile)) state.status = 'running';
  if (isRunning(state)) {
    containerEnded(room, container, readExit(container));
    await container.ending;
    return;
  }
  if (leftovers.mounts.has(container.rootfs)) await takeDown(room, container);
  if (state.status === 'restarting') scheduleRestart(room, container);
  else if (leftovers.isNewBoot && state.status !== 'created' && shallRunAtBoot(container))
    startInBackground(room, container);
}

function startInBackground(room: Room, container: Container): void {
  void container.inOrder(() =>
    startContainer(room, container).catch((error: unknown) =>
      room.reportProblem(`starting container ${container.name}`, error),
    ),
  );
}

interface Leftovers {
  mounts: Set<string>;
  /** Whether the machine was started since the last engine ran. Only then `always` starts what a user had stopped. */
  isNewBoot: boolean;
}

function findLeftovers(room: Room): Leftovers {
  const path = join(room.paths.root, 'boot-id');
  const current = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
  const isNewBoot = !existsSync(path) || readFileSync(path, 'utf8') !== current;
  if (isNewBoot) writeFileAtomicSync(path, current);
  return { mounts: new Set(listMounts().map(({ target }) => target)), isNewBoot };
}

function readExit(container: Container): ExitRecord {
  try {
    return JSON.parse(readFileSync(container.exitFile, 'utf8')) as ExitRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { exitCode: LOST_EXIT_CODE, oomKilled: false, finishedAt: Date.now() };
  }
}
