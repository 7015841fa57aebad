import { closeRuntime } from '../host/index.ts';
import { archiveGet, archivePut, archiveStat } from './archive.ts';
import { attachContainer } from './attach.ts';
import { containerChanges } from './changes.ts';
import { commitContainer } from './commit.ts';
import { connectNetwork, disconnectNetwork } from './connections.ts';
import type { Container } from './container.ts';
import type { Containers } from './contract.ts';
import { createContainer } from './create.ts';
import { createExec, inspectExec, startExec } from './exec.ts';
import { inspectContainer } from './inspect.ts';
import { listContainers } from './list.ts';
import { listFolder } from './list-folder.ts';
import { logSize } from './logs/log-size.ts';
import { readLog } from './logs/read-log.ts';
import { withMountedTree } from './mounted-tree.ts';
import { pruneContainers } from './prune.ts';
import { isRunning } from './record.ts';
import { removeContainer } from './remove.ts';
import { renameContainer } from './rename.ts';
import { resizeContainer, resizeExec } from './resize.ts';
import { restoreContainers } from './restore.ts';
import type { Room } from './room.ts';
import { startContainer } from './start.ts';
import { containerStats } from './stats.ts';
import { openSteps } from './step.ts';
import { killContainer, pauseContainer, stopContainer, unpauseContainer } from './stop.ts';
import { containerTop } from './top.ts';
import { updateContainer } from './update.ts';
import { waitContainer } from './wait.ts';

/** The contract, each call handed to the file that does it. */
export function containersOf(room: Room): Containers {
  return {
    ...recordCalls(room),
    ...lifeCalls(room),
    ...processCalls(room),
    ...fileCalls(room),
    ...engineCalls(room),
  };
}

type Of<Keys extends keyof Containers> = Pick<Containers, Keys>;

function recordCalls(
  room: Room,
): Of<
  | 'create'
  | 'inspect'
  | 'list'
  | 'logSizes'
  | 'rename'
  | 'update'
  | 'remove'
  | 'prune'
  | 'connectNetwork'
  | 'disconnectNetwork'
> {
  const get = (idOrName: string): Container => room.store.get(idOrName);
  return {
    create: (name, request) => createContainer(room, name, request),
    inspect: async (id, options) => inspectContainer(room, get(id), options?.size ?? false),
    list: (options) => listContainers(room, options),
    logSizes: () =>
      Promise.all(
        room.store.all().map(async ({ id, logPath }) => ({ Id: id, Size: await logSize(logPath) })),
      ),
    rename: async (id, name) => renameContainer(room, get(id), name),
    update: async (id, change) => updateContainer(room, get(id), change),
    remove: async (id, options) => removeContainer(room, get(id), options, id),
    prune: (filters) => pruneContainers(room, filters),
    connectNetwork: async (network, id, settings) => connectNetwork(room, network, get(id), settings),
    disconnectNetwork: async (network, id, force) => disconnectNetwork(room, network, get(id), force),
  };
}

function lifeCalls(
  room: Room,
): Of<
  | 'expectStart'
  | 'start'
  | 'stop'
  | 'restart'
  | 'kill'
  | 'pause'
  | 'unpause'
  | 'wait'
  | 'restore'
  | 'openSteps'
> {
  const get = (idOrName: string): Container => room.store.get(idOrName);
  const start = async (container: Container): Promise<void> =>
    container.inOrder(() => startContainer(room, container));
  return {
    expectStart: () => room.keeper.prepare(),
    start: async (id) => {
      const container = get(id);
      container.state.restartCount = 0;
      container.restartDelay = 0;
      await start(container);
    },
    stop: async (id, options) => stopContainer(room, get(id), options),
    restart: async (id, options) => {
      const container = get(id);
      container.comesBack = true;
      try {
        if (isRunning(container.state) || container.state.status === 'restarting')
          await stopContainer(room, container, options);
        await start(container);
      } finally {
        container.comesBack = false;
      }
      container.emit(room.events, 'restart');
    },
    kill: async (id, signal) => killContainer(room, get(id), signal, id),
    pause: async (id) => pauseContainer(room, get(id)),
    unpause: async (id) => unpauseContainer(room, get(id)),
    wait: async (id, condition, signal) => waitContainer(get(id), condition, signal),
    restore: () => restoreContainers(room),
    openSteps: () => openSteps(room),
  };
}

function processCalls(
  room: Room,
): Of<
  'top' | 'logs' | 'attach' | 'resize' | 'stats' | 'execCreate' | 'execStart' | 'execInspect' | 'execResize'
> {
  const get = (idOrName: string): Container => room.store.get(idOrName);
  return {
    top: async (id, psArgs) => containerTop(room, get(id), psArgs),
    logs: async (id, options) => readLog(get(id), options),
    attach: async (id, options) => attachContainer(room, get(id), options),
    resize: async (id, rows, columns) => resizeContainer(room, get(id), { rows, columns }),
    stats: (id, options) => containerStats(room, get(id), options),
    execCreate: async (id, request) => createExec(room, get(id), request).id,
    execStart: async (id, options) => startExec(room, room.execs.get(id), options),
    execInspect: async (id) => inspectExec(room.execs.get(id)),
    execResize: async (id, rows, columns) => resizeExec(room, room.execs.get(id), { rows, columns }),
  };
}

function fileCalls(
  room: Room,
): Of<'changes' | 'listFolder' | 'archiveStat' | 'archiveGet' | 'archivePut' | 'export' | 'commit'> {
  const get = (idOrName: string): Container => room.store.get(idOrName);
  return {
    changes: async (id) => containerChanges(room, get(id)),
    listFolder: async (id, path) => listFolder(room, get(id), path),
    archiveStat: async (id, path) => archiveStat(room, get(id), path),
    archiveGet: async (id, path) => archiveGet(room, get(id), path),
    archivePut: async (id, path, archive, options) =>
      archivePut(room, get(id), path, archive, { keepTypes: options.noOverwriteDirNonDir ?? false }),
    export: async (id) =>
      withMountedTree(room, get(id), async (_root, keepUntil) => {
        const archive = room.images.pack(get(id).rootfs);
        keepUntil(archive);
        return archive;
      }),
    commit: async (id, options) => commitContainer(room, get(id), options),
  };
}

function engineCalls(room: Room): Of<'busy' | 'close'> {
  return {
    busy: () =>
      room.execs.running().length > 0 ||
      room.store
        .all()
        .some(
          ({ state, ending }) => isRunning(state) || state.status === 'restarting' || ending !== undefined,
        ),
    close: async () => {
      for (const container of room.store.all()) {
        container.healthChecks?.abort();
        clearTimeout(container.restartTimer);
      }
      await Promise.all(room.store.all().map(async ({ ending }) => ending));
      await room.keeper.close();
      if (!room.store.all().some(({ state }) => isRunning(state))) closeRuntime(room.runtime);
    },
  };
}
