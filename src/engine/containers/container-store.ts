import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../../shared/index.ts';
import { spreadFolders, type Trash } from '../host/index.ts';
import type { EnginePaths } from '../paths.ts';
import { type Container, loadContainer } from './container.ts';

/** All containers, found by id, name, or the beginning of an id. */
export class ContainerStore {
  readonly #paths: EnginePaths;
  readonly #byId = new Map<string, Container>();
  /** Name → id; also of containers that are just being made. */
  readonly #names = new Map<string, string>();

  constructor(paths: EnginePaths) {
    this.#paths = paths;
    for (const place of [paths.root, paths.run]) {
      const folder = join(place, 'containers');
      mkdirSync(folder, { recursive: true, mode: 0o711 });
      spreadFolders(folder);
    }
  }

  /** Reads what earlier processes left. Halves of containers go to the trash. */
  load(trash: Trash): void {
    for (const id of readdirSync(join(this.#paths.root, 'containers'))) {
      const container = loadContainer(this.folder(id), this.runFolder(id));
      if (!container) {
        trash.take(this.folder(id));
        continue;
      }
      this.#byId.set(id, container);
      this.#names.set(container.name, id);
    }
  }

  folder(id: string): string {
    return join(this.#paths.root, 'containers', id);
  }

  runFolder(id: string): string {
    return join(this.#paths.run, 'containers', id);
  }

  all(): Container[] {
    return [...this.#byId.values()];
  }

  add(container: Container): void {
    this.#byId.set(container.id, container);
  }

  delete(container: Container): void {
    this.#byId.delete(container.id);
    if (this.#names.get(container.name) === container.id) this.#names.delete(container.name);
  }

  /** Takes a name for a container that is or will be made. @throws EngineError `conflict` in Docker's words. */
  reserveName(name: string, id: string): void {
    const owner = this.#names.get(name);
    if (owner !== undefined && owner !== id) {
      throw new EngineError(
        'conflict',
        `Conflict. The container name "/${name}" is already in use by container "${owner}". You have to remove (or rename) that container to be able to reuse that name.`,
      );
    }
    this.#names.set(name, id);
  }

  isNameTaken(name: string): boolean {
    return this.#names.has(name);
  }

  releaseName(name: string): void {
    this.#names.delete(name);
  }

  find(idOrName: string): Container | undefined {
    const exact =
      this.#byId.get(idOrName) ?? this.#byId.get(this.#names.get(idOrName.replace(/^\//, '')) ?? '');
    if (exact || !/^[0-9a-f]+$/.test(idOrName)) return exact;
    const matches = this.all().filter(({ id }) => id.startsWith(idOrName));
    if (matches.length > 1) {
      throw new EngineError('invalid', `Multiple IDs found with provided prefix: ${idOrName}`);
    }
    return matches[0];
  }

  /** @throws EngineError `not-found` in Docker's words. */
  get(idOrName: string): Container {
    const container = this.find(idOrName);
    if (!container) throw new EngineError('not-found', `No such container: ${idOrName}`);
    return container;
  }
}
