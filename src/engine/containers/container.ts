import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Events } from '../events.ts';
import { isDiskFull, writeFileAtomicSync } from '../host/index.ts';
import { type ContainerRecord, type ContainerState, newState } from './record.ts';

/** Signals to those who wait for a container: `exit` (of its process), `changed` (a new status), `removed`. */
type Signals = { exit: []; changed: []; removed: [] };

/** One container: its record and state, where its files are, and the order of what is done to it. */
export class Container {
  readonly record: ContainerRecord;
  readonly state: ContainerState;
  readonly signals: EventEmitter<Signals> = new EventEmitter<Signals>();
  /** Ids of execs that were made in it. */
  readonly execs: Set<string> = new Set<string>();
  /** `<root>/containers/<id>`. */
  readonly folder: string;
  /** `<run>/containers/<id>`: bundle and root file system. */
  readonly runFolder: string;
  /** Ends the health checks of this run. */
  healthChecks: AbortController | undefined;
  restartTimer: NodeJS.Timeout | undefined;
  /** Milliseconds that the restart policy waits the next time. */
  restartDelay = 0;
  removed = false;
  /** While it is stopped to be started again at once: whoever hears of its end is told so, and `AutoRemove` waits. */
  comesBack = false;
  /** Whether something of a run may be left: mounts, a network, cgroups. Nothing is known of what an earlier process did. */
  mayBeUp = true;
  /** While what an ended run has left is being taken down. */
  ending: Promise<void> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string, runFolder: string, record: ContainerRecord, state: ContainerState) {
    this.folder = folder;
    this.runFolder = runFolder;
    this.record = record;
    this.state = state;
    this.signals.setMaxListeners(0);
  }

  get id(): string {
    return this.record.id;
  }

  get name(): string {
    return this.record.name;
  }

  /** The root file system as the host sees it while it is mounted. */
  get rootfs(): string {
    return join(this.runFolder, 'rootfs');
  }

  get upperDir(): string {
    return join(this.folder, 'upper');
  }

  get workDir(): string {
    return join(this.folder, 'work');
  }

  get logPath(): string {
    return join(this.folder, 'container.log');
  }

  get exitFile(): string {
    return join(this.folder, 'exit.json');
  }

  /** Path of its cgroup below the roots of the trees. */
  get cgroup(): string {
    return join('/', this.record.hostConfig.CgroupParent || 'tutti', this.id);
  }

  saveRecord(): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o710 });
    writeFileAtomicSync(join(this.folder, 'config.json'), JSON.stringify(this.record));
  }

  /** A full disk keeps no container from ending or being removed: memory has the state, and the next save takes it along. */
  saveState(): void {
    if (this.removed) return;
    try {
      writeFileAtomicSync(join(this.folder, 'state.json'), JSON.stringify(this.state));
    } catch (error) {
      if (!isDiskFull(error)) throw error;
    }
    this.signals.emit('changed');
  }

  /** Runs what changes the container after all that was asked for before. */
  inOrder<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => {});
    return mine;
  }

  /** Resolves when nothing is being done to it: a start that is under way has come to its end. */
  settled(): Promise<void> {
    return this.inOrder(() => Promise.resolve());
  }

  /** Says what happened, with the attributes that Docker gives: image, name, labels. */
  emit(events: Events, action: string, attributes: Record<string, string> = {}): void {
    const { config, name } = this.record;
    events.emit('container', action, this.id, {
      ...config.Labels,
      image: config.Image ?? '',
      name,
      ...attributes,
    });
  }
}

/** A container as an earlier process left it; undefined when its record is not complete (it died while making it). */
export function loadContainer(folder: string, runFolder: string): Container | undefined {
  const record = readIfThere(join(folder, 'config.json'));
  if (record === undefined) return undefined;
  // There is none before the first start.
  const state = readIfThere(join(folder, 'state.json')) ?? newState();
  return new Container(folder, runFolder, record as ContainerRecord, state as ContainerState);
}

function readIfThere(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
