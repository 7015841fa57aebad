import type { LiveEngine } from '../engines/live-engine.ts';
import type { Settings } from '../settings.ts';
import { type LoadedProject, loadFiles } from './project-files.ts';
import { watchFiles } from './watch-files.ts';

/** A project's files as they are on disk: loaded again when they change. */
export class FilesFollower implements Disposable {
  readonly #name: string;
  readonly #live: LiveEngine;
  readonly #settings: Settings;
  readonly #listeners = new Set<() => void>();
  #loaded: LoadedProject;
  #stopWatching: () => void = () => undefined;
  #watched = '';
  #running = '';
  #closed = false;

  private constructor(name: string, live: LiveEngine, settings: Settings, loaded: LoadedProject) {
    this.#name = name;
    this.#live = live;
    this.#settings = settings;
    this.#loaded = loaded;
    this.#running = this.#services();
    this.#watch();
  }

  static async open(name: string, live: LiveEngine, settings: Settings): Promise<FilesFollower> {
    return new FilesFollower(name, live, settings, await loadFiles(name, live, settings));
  }

  get loaded(): LoadedProject {
    return this.#loaded;
  }

  /** Called when they have been loaded again. */
  onLoaded(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Other services with containers may mean other files, or other profiles. */
  containersChanged(): void {
    const running = this.#services();
    if (running === this.#running) return;
    this.#running = running;
    void this.#load();
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#stopWatching();
  }

  async #load(): Promise<void> {
    const loaded = await loadFiles(this.#name, this.#live, this.#settings);
    if (this.#closed) return;
    this.#loaded = loaded;
    this.#watch();
    for (const listener of this.#listeners) listener();
  }

  #watch(): void {
    const { project, source } = this.#loaded;
    const files = [
      ...(project?.composeFiles ?? source?.files ?? []),
      ...(project?.envFiles ?? []),
      // A folder is watched for the files in it: where they were, they may come back.
      ...(source === undefined ? [] : [`${source.folder}/.env`]),
    ].filter((file) => file.startsWith('/'));
    const watched = [...new Set(files)].sort().join('\n');
    if (watched === this.#watched) return;
    this.#watched = watched;
    this.#stopWatching();
    this.#stopWatching = watchFiles(files, () => void this.#load());
  }

  #services(): string {
    const services = this.#live.model.members(this.#name).map(({ service }) => service);
    return [...new Set(services)].sort().join(' ');
  }
}
