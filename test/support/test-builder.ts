import { execFileSync } from 'node:child_process';
import { createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuildEvent, BuildRequest } from '../../src/engine/builder/contract.ts';
import { listMounts, mountOverlay, unmount } from '../../src/engine/host/index.ts';
import { openRooms, type Rooms } from '../../src/engine/open-rooms.ts';
import type { EnginePaths } from '../../src/engine/paths.ts';
import { busyboxArchive } from './busybox.ts';

export interface Built {
  id: string;
  events: BuildEvent[];
  /** Names of the Dockerfile's steps that were done, and of those that came from the cache. */
  done: string[];
  cached: string[];
  /** All that the steps' processes wrote. */
  output: string;
  /** Rules of the warnings. */
  warnings: string[];
}

/** The engine's real rooms with folders of their own, `busybox` in the store, and contexts that tests write. */
export class TestBuilder implements AsyncDisposable {
  readonly paths: EnginePaths;
  rooms: Rooms;
  readonly #folder: string;
  #contexts = 0;

  private constructor(folder: string, paths: EnginePaths, rooms: Rooms) {
    this.#folder = folder;
    this.paths = paths;
    this.rooms = rooms;
  }

  static async open(): Promise<TestBuilder> {
    // Below /var/tmp: overlayfs cannot be put upon a tmpfs in every kernel. The path is short for the sockets' sake.
    const folder = mkdtempSync('/var/tmp/tutti-build-');
    const paths = { root: join(folder, 'root'), run: join(folder, 'run') };
    mkdirSync(paths.root);
    mkdirSync(paths.run);
    const test = new TestBuilder(folder, paths, await open(paths));
    await test.rooms.images.importRootfs(createReadStream(busyboxArchive()), {
      repo: 'busybox',
      tag: 'latest',
    });
    return test;
  }

  /** As after a restart of the engine. */
  async reopen(): Promise<void> {
    await this.rooms.close();
    await this.start();
  }

  /** After the rooms were closed, or their process killed. */
  async start(): Promise<void> {
    this.rooms = await open(this.paths);
  }

  /** A new folder with files by their paths. */
  context(files: Record<string, string | Buffer>): string {
    const folder = join(this.#folder, `context${this.#contexts++}`);
    mkdirSync(folder);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return folder;
  }

  /** Builds a Dockerfile, given as lines or as part of a folder. */
  async build(source: string[] | string, options: Partial<BuildRequest> = {}): Promise<Built> {
    const events: BuildEvent[] = [];
    const id = await this.rooms.builder.build(this.request(source, options), (event) => events.push(event));
    return { id, ...summarize(events) };
  }

  /** As `build`, for one that fails: its message, and what was seen until then. */
  async fail(
    source: string[] | string,
    options: Partial<BuildRequest> = {},
  ): Promise<Built & { message: string }> {
    const events: BuildEvent[] = [];
    try {
      await this.rooms.builder.build(this.request(source, options), (event) => events.push(event));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { id: '', message, ...summarize(events) };
    }
    throw new Error('the build did not fail');
  }

  request(source: string[] | string, options: Partial<BuildRequest> = {}): BuildRequest {
    const folder =
      typeof source === 'string' ? source : this.context({ Dockerfile: `${source.join('\n')}\n` });
    return {
      context: { folder },
      tags: [],
      buildArgs: {},
      labels: {},
      noCache: false,
      pull: false,
      extraHosts: [],
      auth: {},
      ...options,
    };
  }

  /** What a shell of this host prints in the image's root file system, seen as a folder. */
  look(image: string, command: string): string {
    const target = mkdtempSync(join(this.#folder, 'look-'));
    const layers = this.rooms.images.find(image)?.layers.map((layer) => layer.dir) ?? [];
    // One layer alone is no overlay.
    mountOverlay({ lowerDirs: [mkdtempSync(join(this.#folder, 'empty-')), ...layers], target });
    try {
      return execFileSync('sh', ['-c', command], { cwd: target, encoding: 'utf8' }).trim();
    } finally {
      unmount(target);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rooms.close();
    // The runtime's own bind mount stays for the next engine.
    const mounts = listMounts().filter(({ target }) => target.startsWith(`${this.#folder}/`));
    for (const { target } of mounts.reverse()) unmount(target);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function open(paths: EnginePaths): Promise<Rooms> {
  return openRooms({ paths, log: () => {}, engineCommand: [process.execPath, '-e', ''] });
}

function summarize(events: BuildEvent[]): Omit<Built, 'id'> {
  const names = new Map(
    events.flatMap((event) => (event.kind === 'step-started' ? [[event.id, event.name]] : [])),
  );
  const ends = events.flatMap((event) => (event.kind === 'step-done' ? event : []));
  const steps = ends
    .map(({ id, cached }) => ({ name: names.get(id) ?? '', cached }))
    .filter(({ name }) => /^\[.*\d+\/\d+\] (?!FROM)/.test(name));
  return {
    events,
    done: steps.filter((step) => !step.cached).map((step) => step.name),
    cached: steps.filter((step) => step.cached).map((step) => step.name),
    output: events
      .flatMap((event) =>
        event.kind === 'step-output' && names.get(event.id)?.startsWith('[') ? event.text : [],
      )
      .join(''),
    warnings: events.flatMap((event) => (event.kind === 'warning' ? (event.code ?? '') : [])),
  };
}
