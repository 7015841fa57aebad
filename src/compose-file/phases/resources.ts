import { statSync } from 'node:fs';
import { dirname, isAbsolute, relative } from 'node:path';
import { cleanJoin } from './resolve-path.ts';

/** Brings files that are not on this machine, and says which references it knows. */
export interface RemoteLoader {
  accepts(reference: string): boolean;
  /** Absolute path of a local copy. */
  load(reference: string): Promise<string>;
  /** Folder that relative paths of the file refer to. */
  folder(reference: string): string;
}

/** What cannot be looked at is none; to read it will say why. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Finds the files that `include` and `extends` name: remote ones first, others relative to a folder. */
export class ResourceLoaders {
  readonly workingDir: string;
  readonly #remotes: readonly RemoteLoader[];
  /** Local copy of a remote project, out of which its files must not lead. */
  readonly #boundary: string | undefined;

  constructor(workingDir: string, remotes: readonly RemoteLoader[], boundary?: string) {
    this.workingDir = workingDir;
    this.#remotes = remotes;
    this.#boundary = boundary;
  }

  /** The same for what a file says that was loaded as `reference`, relative to another folder. */
  within(workingDir: string, reference: string): ResourceLoaders {
    const boundary = this.isRemote(reference) ? this.folder(reference) : this.#boundary;
    return new ResourceLoaders(workingDir, this.#remotes, boundary);
  }

  isRemote(reference: string): boolean {
    return this.#remotes.some((remote) => remote.accepts(reference));
  }

  async load(reference: string): Promise<string> {
    const remote = this.#remotes.find((loader) => loader.accepts(reference));
    return remote === undefined ? this.contained(this.#absolute(reference)) : remote.load(reference);
  }

  /**
   * A path on this machine, unless the file that says it is remote and the path leads out of its project.
   * @throws UserError `remote-escapes`
   */
  async contained(path: string): Promise<string> {
    if (this.#boundary === undefined) return path;
    const { inside } = await import('../remote/cache.ts');
    return inside(this.#boundary, relative(this.#boundary, path) || '.');
  }

  /** Folder of a file or the folder itself, relative to where we are. */
  folder(reference: string): string {
    const remote = this.#remotes.find((loader) => loader.accepts(reference));
    if (remote !== undefined) return remote.folder(reference);
    const path = this.#absolute(reference);
    const folder = isFolder(path) ? path : this.#absolute(dirname(reference));
    return relative(this.workingDir, folder) || '.';
  }

  #absolute(path: string): string {
    return isAbsolute(path) ? path : cleanJoin(this.workingDir, path);
  }
}
