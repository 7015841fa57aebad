import { existsSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { listMounts } from './mounts.ts';

const V2_ROOT = '/sys/fs/cgroup';
const RETRY_MS = 50;

/** The cgroups of containers, in version 1 (one tree per controller) or 2 (one tree for all). */
export interface Cgroups {
  version: 1 | 2;
  /** Names of the controllers that the kernel offers. */
  controllers: Set<string>;
  /** Absolute path of a file in a container's cgroup; version 1 needs to know of which controller. */
  file(path: string, controller: string, file: string): string;
  /** Content of such a file; undefined when it is not there. */
  read(path: string, controller: string, file: string): string | undefined;
  /** Processes in it and below it, by the host's ids. */
  processes(path: string): number[];
  freeze(path: string, frozen: boolean): void;
  /** Kills what is left in it and removes it; ends in the background when the kernel needs longer. */
  remove(path: string): void;
}

export function openCgroups(): Cgroups {
  return existsSync(join(V2_ROOT, 'cgroup.controllers'))
    ? new CgroupTrees(2, unifiedTrees())
    : new CgroupTrees(1, separateTrees());
}

function unifiedTrees(): Map<string, string> {
  const controllers = readFileSync(join(V2_ROOT, 'cgroup.controllers'), 'utf8').trim().split(' ');
  return new Map(['', ...controllers].map((controller) => [controller, V2_ROOT]));
}

function separateTrees(): Map<string, string> {
  const trees = listMounts().filter(({ type, target }) => type === 'cgroup' && target.startsWith(V2_ROOT));
  return new Map(
    trees.flatMap(({ target }) =>
      basename(target)
        .split(',')
        .map((controller) => [controller, target] as const),
    ),
  );
}

class CgroupTrees implements Cgroups {
  readonly version: 1 | 2;
  readonly controllers: Set<string>;
  readonly #trees: Map<string, string>;

  constructor(version: 1 | 2, trees: Map<string, string>) {
    this.version = version;
    this.#trees = trees;
    this.controllers = new Set([...trees.keys()].filter(Boolean));
  }

  file(path: string, controller: string, file: string): string {
    return join(this.#trees.get(this.version === 2 ? '' : controller) ?? V2_ROOT, path, file);
  }

  read(path: string, controller: string, file: string): string | undefined {
    return readIfThere(this.file(path, controller, file));
  }

  processes(path: string): number[] {
    const tree = this.#trees.get(this.version === 2 ? '' : 'pids') ?? this.#roots()[0] ?? V2_ROOT;
    return foldersBelow(join(tree, path)).flatMap(processesIn);
  }

  freeze(path: string, frozen: boolean): void {
    if (this.version === 2) writeFileSync(this.file(path, '', 'cgroup.freeze'), frozen ? '1' : '0');
    else writeFileSync(this.file(path, 'freezer', 'freezer.state'), frozen ? 'FROZEN' : 'THAWED');
  }

  remove(path: string): void {
    for (const root of this.#roots()) {
      removeTree(join(root, path));
      removeIfEmpty(dirname(join(root, path)), root);
    }
  }

  #roots(): string[] {
    return [...new Set(this.#trees.values())];
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function processesIn(folder: string): number[] {
  return (readIfThere(join(folder, 'cgroup.procs')) ?? '').split('\n').filter(Boolean).map(Number);
}

/** The folder and all below it, deepest first. */
function foldersBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const children = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...children.flatMap((child) => foldersBelow(join(folder, child.name))), folder];
}

function removeTree(root: string): void {
  if (isRemoved(root)) return;
  for (const folder of foldersBelow(root)) {
    for (const pid of processesIn(folder)) killIfThere(pid);
    try {
      rmdirSync(folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') continue;
      if (code !== 'EBUSY') throw error;
      // The kernel has not yet let go of a process that ended a moment ago.
      setTimeout(() => {
        removeTree(root);
        removeIfEmpty(dirname(root), V2_ROOT);
      }, RETRY_MS).unref();
      return;
    }
  }
}

/** What nearly always does: a container's cgroup without processes and without others below it. */
function isRemoved(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** The folder of all our containers goes with the last of them. */
function removeIfEmpty(folder: string, root: string): void {
  // Two links are its own; each folder in it adds one.
  if (folder === root || (statSync(folder, { throwIfNoEntry: false })?.nlink ?? 0) !== 2) return;
  try {
    rmdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EBUSY' && code !== 'ENOTEMPTY' && code !== 'ENOENT') throw error;
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
