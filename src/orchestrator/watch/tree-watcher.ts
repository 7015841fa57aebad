import { type FSWatcher, watch } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../shared/index.ts';
import { runLimited } from '../execute/run-limited.ts';

export interface TreeWatcherOptions {
  /** Absolute; files, folders, or what does not exist yet. */
  roots: readonly string[];
  /** Folders that nobody wants to hear of: they cost nothing. */
  skips: (folder: string) => boolean;
  /** What was made, changed or removed, folders included; may name the same path again and again. */
  onChange: (paths: string[]) => void;
  /** The watch is over. */
  onFailure: (error: unknown) => void;
}

interface Folder {
  watcher: FSWatcher;
  /** Another one of the same name is not watched by this watcher. */
  inode: number;
  /** Entries below a root, and whether each is a folder. */
  names: Map<string, boolean>;
}

/** File systems give files times from a clock that ticks this much later, milliseconds. */
const clockTick = 100;

/**
 * Tells of changes below some paths, through one kernel watch for each folder. Events are hints only: what is told is what the disk shows when
 * it is looked at. When the kernel may have dropped events, everything is looked at again.
 */
export class TreeWatcher {
  readonly #options: TreeWatcherOptions;
  readonly #folders = new Map<string, Folder>();
  /** Paths to look at; true when what was there may have been replaced. */
  #hints = new Map<string, boolean>();
  #working = false;
  #closed = false;
  /** Events since the loop last had time for something else. */
  #burst = 0;
  #burstLimit = 0;
  #lastEventAt = Date.now();
  /** Milliseconds since the epoch: what happened after may be unknown. */
  #lostSince: number | undefined;

  constructor(options: TreeWatcherOptions) {
    this.#options = options;
  }

  /** Resolves when nothing that happens from now on is missed. */
  async start(): Promise<void> {
    this.#burstLimit = (await queueLimit()) / 2;
    for (const root of this.#options.roots) await this.#attend(root, []);
  }

  close(): void {
    this.#closed = true;
    for (const { watcher } of this.#folders.values()) watcher.close();
    this.#folders.clear();
  }

  /** Watches a root, and the folder in which it is or will be: a root may go and come again. */
  async #attend(root: string, changed: string[]): Promise<void> {
    let folder = dirname(root);
    while (!(await this.#open(folder)) && folder !== '/') folder = dirname(folder);
    await this.#look(root, false, changed);
  }

  /** False when there is no such folder, or none that may be read. */
  async #open(folder: string): Promise<boolean> {
    const found = await lstat(folder).catch(() => undefined);
    if (!found?.isDirectory()) return false;
    if (this.#closed || this.#folders.has(folder)) return true;
    try {
      const watcher = watch(folder, (kind, name) => this.#hear(folder, kind, name));
      watcher.on('error', () => undefined);
      this.#folders.set(folder, { watcher, inode: found.ino, names: new Map() });
      return true;
    } catch (error) {
      if (isCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return false;
      throw watchFailed(folder, error);
    }
  }

  #hear(folder: string, kind: string, name: string | null): void {
    if (this.#burst++ === 0) {
      const before = this.#lastEventAt;
      setImmediate(() => {
        // The kernel's queue was so full that its end may have been cut off, which Node does not tell.
        if (this.#burst >= this.#burstLimit) this.#lostSince ??= before - clockTick;
        this.#burst = 0;
        void this.#work();
      });
    }
    this.#lastEventAt = Date.now();
    if (name === null) return;
    const replaced = kind === 'rename';
    // Under its own name a folder tells that it is removed or moved away itself.
    if (replaced && name === basename(folder)) this.#hint(folder, true);
    this.#hint(join(folder, name), replaced);
  }

  #hint(path: string, replaced: boolean): void {
    if (this.#isOfInterest(path)) this.#hints.set(path, replaced || (this.#hints.get(path) ?? false));
  }

  /** Below a root, or on the way to one. */
  #isOfInterest(path: string): boolean {
    return this.#options.roots.some((root) => isWithin(root, path) || isWithin(path, root));
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      await this.#lookAtHints();
    } catch (error) {
      if (!this.#closed) this.#options.onFailure(error);
    } finally {
      this.#working = false;
    }
  }

  async #lookAtHints(): Promise<void> {
    while (!this.#closed && (this.#hints.size > 0 || this.#lostSince !== undefined)) {
      const changed: string[] = [];
      const since = this.#lostSince;
      const hints = this.#hints;
      this.#lostSince = undefined;
      this.#hints = new Map();
      if (since === undefined) {
        await runLimited([...hints], 32, ([path, replaced]) => this.#lookAtHint(path, replaced, changed));
      } else for (const root of this.#options.roots) await this.#compareRoot(root, since, changed);
      if (changed.length > 0 && !this.#closed) this.#options.onChange([...new Set(changed)]);
    }
  }

  async #lookAtHint(path: string, replaced: boolean, changed: string[]): Promise<void> {
    const { roots } = this.#options;
    if (roots.some((root) => isWithin(root, path))) await this.#look(path, replaced, changed);
    if (!roots.some((root) => root !== path && isWithin(path, root))) return;
    const found = await lstat(path).catch(() => undefined);
    if (found?.ino !== this.#folders.get(path)?.inode) this.#forget(path, changed);
    for (const root of roots.filter((root) => isWithin(path, root))) await this.#attend(root, changed);
  }

  /** Sees what is at a path below a root now, and says so. */
  async #look(path: string, replaced: boolean, changed: string[]): Promise<void> {
    const found = await lstat(path).catch(() => undefined);
    const siblings = this.#folders.get(dirname(path))?.names;
    const name = basename(path);
    const known = siblings?.get(name);
    if (found === undefined) {
      siblings?.delete(name);
      this.#forget(path, changed);
      // What came and went between two looks was never told of.
      if (known !== undefined) changed.push(path);
      return;
    }
    siblings?.set(name, found.isDirectory());
    if (!found.isDirectory()) {
      this.#forget(path, changed);
      changed.push(path);
      return;
    }
    if (this.#options.skips(path)) return;
    if (!this.#options.roots.includes(path)) changed.push(path);
    if (this.#folders.get(path)?.inode !== found.ino) this.#forget(path, changed);
    else if (known === true && !replaced) return;
    await this.#enter(path, changed);
  }

  /** A folder that was not watched: all that is in it is new. */
  async #enter(folder: string, changed: string[]): Promise<void> {
    if (!(await this.#open(folder))) return;
    const names = await readdir(folder).catch(() => []);
    await runLimited(names, 16, (name) => this.#look(join(folder, name), true, changed));
  }

  /** Tells of everything below a folder that is gone, or is another one now. */
  #forget(folder: string, changed: string[]): void {
    const known = this.#folders.get(folder);
    if (known === undefined) return;
    known.watcher.close();
    this.#folders.delete(folder);
    for (const name of known.names.keys()) {
      this.#forget(join(folder, name), changed);
      changed.push(join(folder, name));
    }
  }

  /** Finds what changed since a time, without events. */
  async #compareRoot(root: string, since: number, changed: string[]): Promise<void> {
    if (this.#folders.get(dirname(root))?.names.has(basename(root)))
      await this.#compare(root, since, changed);
    else await this.#attend(root, changed);
  }

  async #compare(path: string, since: number, changed: string[]): Promise<void> {
    const found = await lstat(path).catch(() => undefined);
    const folder = this.#folders.get(path);
    if (found === undefined || folder?.inode !== (found.isDirectory() ? found.ino : undefined)) {
      await this.#look(path, true, changed);
      return;
    }
    if (folder === undefined) {
      if (found.ctimeMs >= since) changed.push(path);
      return;
    }
    const present = new Set(await readdir(path).catch(() => []));
    for (const name of new Set([...folder.names.keys(), ...present])) {
      if (folder.names.has(name) && present.has(name)) await this.#compare(join(path, name), since, changed);
      else await this.#look(join(path, name), true, changed);
    }
  }
}

export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** How many events the kernel keeps for us. */
async function queueLimit(): Promise<number> {
  const text = await readFile('/proc/sys/fs/inotify/max_queued_events', 'utf8').catch(() => '');
  return Number.parseInt(text, 10) || 16_384;
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

function watchFailed(folder: string, cause: unknown): unknown {
  const limit = isCode(cause, 'ENOSPC') ? 'watches' : isCode(cause, 'EMFILE') ? 'instances' : undefined;
  if (limit === undefined) return cause;
  return new UserError(
    'watch-failed',
    `cannot watch ${folder}: the system's limit of inotify ${limit} is reached`,
    {
      hint: `Raise it: sysctl fs.inotify.max_user_${limit}=${limit === 'watches' ? 524_288 : 1024}; or ignore folders that need no watching (ignore:, .dockerignore).`,
      cause,
    },
  );
}
