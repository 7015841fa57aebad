import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Filters, PruneResponse, VolumeCreateRequest, VolumeInspect } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { Events } from '../events.ts';
import { listMounts, openTrash, run, unmount } from '../host/index.ts';
import type { EnginePaths } from '../paths.ts';
import type { Volumes } from './contract.ts';
import { folderSize } from './folder-size.ts';
import { anonymousLabel, listTest, pruneTest } from './volume-filters.ts';
import { mountVolume } from './volume-mount.ts';
import { checkDriver, checkName, checkOptions } from './volume-options.ts';
import { type VolumeRecord, VolumeStore } from './volume-store.ts';

/** Opens the room with the volumes that are there. */
export function openVolumes({ paths, events }: { paths: EnginePaths; events: Events }): Volumes {
  return new VolumeRoom(new VolumeStore(paths.root, openTrash(join(paths.root, 'trash', 'volumes'))), events);
}

class VolumeRoom implements Volumes {
  readonly #store: VolumeStore;
  readonly #events: Events;
  /** Containers that hold a volume with driver options mounted, as far as this process knows. */
  readonly #holders = new Map<string, Set<string>>();
  #usedBy: (volume: string) => string[] = () => [];

  constructor(store: VolumeStore, events: Events) {
    this.#store = store;
    this.#events = events;
  }

  async create(request: VolumeCreateRequest): Promise<VolumeInspect> {
    const name = request.Name || randomBytes(32).toString('hex');
    const options = request.DriverOpts ?? {};
    const existing = this.#store.get(name);
    if (existing) return this.#inspect(existing);
    checkDriver(name, request.Driver);
    checkName(name);
    checkOptions(name, options);
    const labels = { ...request.Labels, ...(request.Name ? {} : { [anonymousLabel]: '' }) };
    const record: VolumeRecord = {
      name,
      created: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
      labels: request.Labels || !request.Name ? labels : null,
      options: Object.keys(options).length > 0 ? options : null,
    };
    this.#store.add(record);
    this.#events.emit('volume', 'create', name, { driver: 'local' });
    return this.#inspect(record);
  }

  find(name: string): VolumeInspect | undefined {
    const record = this.#store.get(name);
    return record && this.#inspect(record);
  }

  inspect(name: string): VolumeInspect {
    return this.#inspect(this.#require(name));
  }

  list(filters: Filters = {}): VolumeInspect[] {
    const passes = listTest(filters, (name) => this.#usedBy(name).length > 0);
    return this.#store
      .all()
      .filter(passes)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((record) => this.#inspect(record));
  }

  async remove(name: string, options: { force?: boolean }): Promise<void> {
    if (!this.#store.get(name) && options.force) return;
    this.#require(name);
    const users = this.#usedBy(name);
    if (users.length > 0) {
      throw new EngineError('conflict', `remove ${name}: volume is in use - [${users.join(', ')}]`);
    }
    this.#delete(name);
  }

  async prune(filters: Filters): Promise<PruneResponse> {
    const passes = pruneTest(filters);
    const VolumesDeleted: string[] = [];
    let SpaceReclaimed = 0;
    for (const record of this.#store.all()) {
      if (!passes(record) || this.#usedBy(record.name).length > 0) continue;
      SpaceReclaimed += await this.usage(record.name);
      // A container may have taken it while it was measured.
      if (this.#usedBy(record.name).length > 0) continue;
      this.#delete(record.name);
      VolumesDeleted.push(record.name);
    }
    this.#events.emit('volume', 'prune', '', { reclaimed: String(SpaceReclaimed) });
    return { VolumesDeleted, SpaceReclaimed };
  }

  async acquire(name: string, containerId: string): Promise<string> {
    const { options } = this.#require(name);
    const folder = this.#store.dataFolder(name);
    if (options?.device) {
      if (!isMounted(folder)) await mountVolume(options, folder);
      this.#holders.set(name, (this.#holders.get(name) ?? new Set()).add(containerId));
    }
    this.#events.emit('volume', 'mount', name, { driver: 'local', container: containerId });
    return folder;
  }

  async release(name: string, containerId: string): Promise<void> {
    const record = this.#store.get(name);
    if (!record) return;
    const holders = this.#holders.get(name);
    holders?.delete(containerId);
    if (record.options?.device && !holders?.size) {
      this.#holders.delete(name);
      // Containers that this process does not know keep what they have: their mounts are their own.
      unmount(this.#store.dataFolder(name));
    }
    this.#events.emit('volume', 'unmount', name, { driver: 'local', container: containerId });
  }

  async copyUp(name: string, sourceFolder: string): Promise<void> {
    const { options } = this.#require(name);
    const target = this.#store.dataFolder(name);
    if (options?.device || !existsSync(sourceFolder) || readdirSync(target).length > 0) return;
    const source = lstatSync(sourceFolder);
    if (!source.isDirectory()) return;
    // With owners, modes, links, holes and extended attributes, which no call of Node's keeps.
    if (readdirSync(sourceFolder).length > 0) await run('cp', ['-a', '--', `${sourceFolder}/.`, target]);
    chownSync(target, source.uid, source.gid);
    chmodSync(target, source.mode & 0o7777);
  }

  async usage(name: string): Promise<number> {
    const { options } = this.#require(name);
    return options?.device ? 0 : await folderSize(this.#store.dataFolder(name));
  }

  usedBy(source: (volume: string) => string[]): void {
    this.#usedBy = source;
  }

  #delete(name: string): void {
    const folder = this.#store.dataFolder(name);
    // What is mounted here belongs to somebody else, and must not be deleted with the folder.
    while (isMounted(folder)) unmount(folder);
    this.#store.remove(name);
    this.#events.emit('volume', 'destroy', name, { driver: 'local' });
  }

  #require(name: string): VolumeRecord {
    const record = this.#store.get(name);
    if (!record) throw new EngineError('not-found', `get ${name}: no such volume`);
    return record;
  }

  #inspect({ name, created, labels, options }: VolumeRecord): VolumeInspect {
    return {
      CreatedAt: created,
      Driver: 'local',
      Labels: labels,
      Mountpoint: this.#store.dataFolder(name),
      Name: name,
      Options: options,
      Scope: 'local',
    };
  }
}

function isMounted(folder: string): boolean {
  return listMounts().some(({ target }) => target === folder);
}
