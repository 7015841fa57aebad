/**
 * containers: makes, runs and removes containers: their records, root file systems, OCI specifications, logs, health and restarts.
 * Not here: images, networks' inner workings, the API's wire. Entry: `openContainers`.
 */
import { join } from 'node:path';
import { messageOf } from '../../shared/index.ts';
import type { Events } from '../events.ts';
import {
  type ExitEvent,
  type KeeperOptions,
  openCgroups,
  openKeeper,
  openRuntime,
  openTrash,
} from '../host/index.ts';
import type { Images } from '../images/contract.ts';
import type { Networks } from '../networks/contract.ts';
import type { EnginePaths } from '../paths.ts';
import type { Volumes } from '../volumes/contract.ts';
import { ContainerStore } from './container-store.ts';
import { containersOf } from './containers.ts';
import type { Containers } from './contract.ts';
import { containerEnded, LOST_EXIT_CODE } from './end.ts';
import { execEnded } from './exec.ts';
import { ExecStore } from './exec-store.ts';
import { isRunning } from './record.ts';
import type { Room } from './room.ts';
import { SeccompFilters } from './spec/seccomp.ts';

export { applyChanges } from './commit-changes.ts';
export type * from './contract.ts';

export interface ContainersOptions {
  paths: EnginePaths;
  events: Events;
  images: Images;
  networks: Networks;
  volumes: Volumes;
  /** How the keeper starts this engine again when it died while containers run: program and arguments. */
  engineCommand: string[];
  /** Problems in the background, one line each. */
  log?: (line: string) => void;
}

/** Opens the room: loads what earlier engines left, and finds or starts the keeper. `restore()` is to be called next. */
export async function openContainers(options: ContainersOptions): Promise<Containers> {
  const { paths, events, images, networks, volumes } = options;
  const runtime = openRuntime(paths.run);
  const keeperOptions: KeeperOptions = {
    run: paths.run,
    log: join(paths.run, 'engine.log'),
    engine: { command: options.engineCommand, env: engineEnvironment(paths) },
  };
  const trash = openTrash(join(paths.root, 'trash', 'containers'));
  const store = new ContainerStore(paths);
  store.load(trash);
  const room: Room = {
    paths,
    events,
    images,
    networks,
    volumes,
    keeper: await openKeeper(keeperOptions),
    runtime,
    cgroups: openCgroups(),
    seccomp: new SeccompFilters(runtime.name),
    store,
    execs: new ExecStore(),
    trash,
    runTrash: openTrash(join(paths.run, 'trash')),
    stepExits: new Map(),
    reportProblem: (what, error) => options.log?.(`${what}: ${messageOf(error)}`),
  };
  answerQuestions(room);
  listenToKeeper(room, keeperOptions);
  return containersOf(room);
}

/** An engine that the keeper starts is the same as this one: same folders, programs, proxies, registries. */
function engineEnvironment(paths: EnginePaths): string[] {
  const env = { ...process.env, TUTTI_ROOT: paths.root, TUTTI_RUN: paths.run };
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}

/** Other rooms ask who uses what they would remove. */
function answerQuestions({ images, networks, volumes, store }: Room): void {
  images.usedBy((imageId) =>
    store
      .all()
      .filter(({ record }) => record.imageId === imageId)
      .map(({ id, name, state }) => ({ id, name, running: isRunning(state) }))
      .sort((a, b) => Number(b.running) - Number(a.running)),
  );
  volumes.usedBy((volume) =>
    store
      .all()
      .filter(({ record }) =>
        record.mounts.some(({ type, source }) => type === 'volume' && source === volume),
      )
      .map(({ id }) => id),
  );
  networks.usedBy((networkId) => {
    const name = networks.find(networkId)?.Name ?? networkId;
    return store
      .all()
      .filter(
        ({ record, state }) => !isRunning(state) && (name in record.networks || networkId in record.networks),
      )
      .map((container) => ({ id: container.id, name: container.name }));
  });
}

function listenToKeeper(room: Room, options: KeeperOptions): void {
  room.keeper.onExit((event) => processEnded(room, event));
  room.keeper.onLost(() => void replaceKeeper(room, options));
}

/** Nobody sees any more how the containers end, nor what they write: they are ended, and a new keeper takes over from there. */
async function replaceKeeper(room: Room, options: KeeperOptions): Promise<void> {
  room.reportProblem('the keeper is gone', 'all containers are ended');
  const exit = { exitCode: LOST_EXIT_CODE, oomKilled: false, finishedAt: Date.now() };
  try {
    room.keeper = await openKeeper(options);
    listenToKeeper(room, options);
  } catch (error) {
    room.reportProblem('starting a new keeper', error);
  }
  for (const container of room.store.all()) containerEnded(room, container, exit);
  for (const exec of room.execs.running()) execEnded(room, exec, exit.exitCode);
  for (const settle of room.stepExits.values()) settle(exit.exitCode);
}

function processEnded(room: Room, event: ExitEvent): void {
  const container = room.store.find(event.key);
  if (container) {
    containerEnded(room, container, event);
    return;
  }
  const exec = room.execs.find(event.key);
  if (exec) execEnded(room, exec, event.exitCode);
  else room.stepExits.get(event.key)?.(event.exitCode);
}
