import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Filters, PruneResponse, VolumeCreateRequest, VolumeInspect } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { Events } from '../events.ts';
import { openTrash, run, type Trash, writeFileAtomicSync } from '../host/index.ts';
import type { EnginePaths } from '../paths.ts';
import type { Volumes } from './contract.ts';
import { folderSize } from './folder-size.ts';
import { checkVolumeFilters, matchesVolumeFilters } from './volume-filters.ts';
import { checkMountOptions, isMounted, mountVolume, unmountVolume } from './volume-mount.ts';

export interface VolumesOptions {
  paths: EnginePaths;
  events: Events;
}

/** What volume.json keeps. */
interface VolumeRecord {
  name: string;
  /** RFC 3339. */
  created: string;
  labels: Record<string, string> | null;
  options: Record<string, string> | null;
}

/** Made by the engine for a container: its name is 64 hexadecimal digits and the label says so. */
export const ANONYMOUS_LABEL = 'com.docker.volume.anonymous';

export function openVolumes({ paths, events }: VolumesOptions): Volumes {
  return new LocalVolumes(
    join(paths.root, 'volumes'),
    openTrash(join(paths.root, 'trash', 'volumes')),
    events,
  );
}

class LocalVolumes implements Volumes {
  readonly #folder: string;
  readonly #trash: Trash;
  readonly #events: Events;
  readonly #records = new Map<string, VolumeRecord>();
  /** Containers that use a mounted volume now. */
  readonly #users = new Map<string, Set<string>>();
  readonly #copies = new Map<string, Promise<void>>();
  #usedBy: (volume: string) => string[] = () => [];

  constructor(folder: string, trash: Trash, events: Events) {
    this.#folder = folder;
    this.#trash = trash;
    this.#events = events;
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    for (const name of readdirSync(folder)) this.#load(name);
  }

  async create(request: VolumeCreateRequest): Promise<VolumeInspect> {
    const name = request.Name || randomBytes(32).toString('hex');
    checkName(name);
    if (request.Driver && request.Driver !== 'local') {
      throw new EngineError(
        'not-found',
        `create ${name}: error looking up volume plugin ${request.Driver}: plugin "${request.Driver}" not found`,
      );
    }
    const options =
      request.DriverOpts && Object.keys(request.DriverOpts).length > 0 ? request.DriverOpts : null;
    explain(`create ${name}`, () => checkMountOptions(options ?? {}));
    const known = this.#records.get(name);
    if (known) return this.#inspectKnown(known, options);
    const labels = { ...request.Labels, ...(request.Name ? {} : { [ANONYMOUS_LABEL]: '' }) };
    const record: VolumeRecord = { name, created: new Date().toISOString(), labels, options };
    mkdirSync(this.#data(name), { recursive: true, mode: 0o755 });
    writeFileAtomicSync(join(this.#folder, name, 'volume.json'), JSON.stringify(record));
    this.#records.set(name, record);
    this.#events.emit('volume', 'create', name, { driver: 'local' });
    return this.inspect(name);
  }

  find(name: string): VolumeInspect | undefined {
    const record = this.#records.get(name);
    return record && this.#shown(record);
  }

  inspect(name: string): VolumeInspect {
    return this.#shown(this.#get(name));
  }

  list(filters: Filters = {}): VolumeInspect[] {
    checkVolumeFilters(filters, ['name', 'label', 'driver', 'dangling']);
    return [...this.#records.values()]
      .map((record) => this.#shown(record))
      .filter((volume) => matchesVolumeFilters(volume, filters, (name) => this.#usedBy(name).length > 0))
      .sort((a, b) => (a.Name < b.Name ? -1 : 1));
  }

  async remove(name: string, { force }: { force?: boolean }): Promise<void> {
    const record = this.#records.get(name);
    if (!record && force) return;
    this.#get(name);
    const users = this.#usedBy(name);
    if (users.length > 0) {
      throw new EngineError('conflict', `remove ${name}: volume is in use - [${users.join(', ')}]`);
    }
    await this.#copies.get(name);
    unmountVolume(this.#data(name));
    this.#records.delete(name);
    this.#trash.take(join(this.#folder, name));
    this.#events.emit('volume', 'destroy', name, { driver: 'local' });
  }

  async prune(filters: Filters): Promise<PruneResponse> {
    checkVolumeFilters(filters, ['all', 'label', 'label!']);
    const all = (filters.all ?? []).some((value) => value === 'true' || value === '1');
    const { all: _all, ...others } = filters;
    const unused = this.list()
      .filter(
        ({ Name, Labels }) =>
          this.#usedBy(Name).length === 0 && (all || Labels?.[ANONYMOUS_LABEL] !== undefined),
      )
      .filter((volume) => matchesVolumeFilters(volume, others, () => false));
    let SpaceReclaimed = 0;
    for (const { Name } of unused) {
      SpaceReclaimed += await this.usage(Name);
      await this.remove(Name, {});
    }
    this.#events.emit('volume', 'prune', '', { reclaimed: String(SpaceReclaimed) });
    return { VolumesDeleted: unused.map(({ Name }) => Name), SpaceReclaimed };
  }

  async acquire(name: string, containerId: string): Promise<string> {
    const record = this.#get(name);
    const folder = this.#data(name);
    const options = checkMountOptions(record.options ?? {});
    if (options) {
      if (!isMounted(folder)) await mountVolume(folder, options);
      this.#users.set(name, (this.#users.get(name) ?? new Set()).add(containerId));
    }
    this.#events.emit('volume', 'mount', name, {
      driver: 'local',
      container: containerId,
      destination: folder,
    });
    return folder;
  }

  release(name: string, containerId: string): Promise<void> {
    const users = this.#users.get(name);
    users?.delete(containerId);
    if (users?.size === 0) {
      this.#users.delete(name);
      unmountVolume(this.#data(name));
    }
    return Promise.resolve();
  }

  /** Containers that are made at the same time share one copy. */
  async copyUp(name: string, sourceFolder: string): Promise<void> {
    this.#get(name);
    const running = this.#copies.get(name);
    if (running) return running;
    const copy = this.#copy(name, sourceFolder).finally(() => this.#copies.delete(name));
    this.#copies.set(name, copy);
    return copy;
  }

  usage(name: string): Promise<number> {
    this.#get(name);
    return folderSize(this.#data(name));
  }

  usedBy(source: (volume: string) => string[]): void {
    this.#usedBy = source;
  }

  async #copy(name: string, sourceFolder: string): Promise<void> {
    const user = `copy-up of ${name}`;
    const folder = await this.acquire(name, user);
    try {
      if ((await readdir(folder)).length > 0) return;
      // With the folder's own owner and mode, which is what a program that does not run as root needs.
      await run('cp', ['--archive', '--reflink=auto', '--no-target-directory', '--', sourceFolder, folder]);
    } finally {
      await this.release(name, user);
    }
  }

  #load(name: string): void {
    try {
      const text = readFileSync(join(this.#folder, name, 'volume.json'), 'utf8');
      this.#records.set(name, JSON.parse(text) as VolumeRecord);
    } catch (error) {
      // The engine died while it made this one.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      this.#trash.take(join(this.#folder, name));
    }
  }

  #inspectKnown(record: VolumeRecord, options: Record<string, string> | null): VolumeInspect {
    if (options && JSON.stringify(options) !== JSON.stringify(record.options)) {
      throw new EngineError(
        'conflict',
        `A volume named ${record.name} already exists with different options`,
      );
    }
    return this.#shown(record);
  }

  #get(name: string): VolumeRecord {
    const record = this.#records.get(name);
    if (!record) throw new EngineError('not-found', `get ${name}: no such volume`);
    return record;
  }

  #data(name: string): string {
    return join(this.#folder, name, '_data');
  }

  #shown({ name, created, labels, options }: VolumeRecord): VolumeInspect {
    return {
      CreatedAt: `${created.slice(0, 19)}Z`,
      Driver: 'local',
      Labels: labels,
      Mountpoint: this.#data(name),
      Name: name,
      Options: options,
      Scope: 'local',
    };
  }
}

/** Puts what was being done before the reason why it cannot be. */
function explain(what: string, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new EngineError(error.kind, `${what}: ${error.message}`, { cause: error });
  }
}

function checkName(name: string): void {
  if (name.length === 1) {
    throw new EngineError(
      'invalid',
      `create ${name}: volume name is too short, names should be at least two alphanumeric characters`,
    );
  }
  if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) return;
  throw new EngineError(
    'invalid',
    `create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
  );
}
