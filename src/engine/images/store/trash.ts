/** Things that are gone at once and deleted later: a rename is quick and whole, deleting a layer's files is neither. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const prefix = 'image-';

export class Trash {
  readonly #folder: string;
  #deleting: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folder, and deletes in the background what an earlier engine left in it. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#folder)) {
      if (name.startsWith(prefix)) this.#delete(join(this.#folder, name));
    }
  }

  /** The path is free when this resolves. What is not there is fine. */
  async throwAway(path: string): Promise<void> {
    const place = join(this.#folder, prefix + randomBytes(8).toString('hex'));
    try {
      await rename(path, place);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    this.#delete(place);
  }

  /** Resolves when nothing is left to delete. */
  async emptied(): Promise<void> {
    await this.#deleting;
  }

  #delete(path: string): void {
    // One after the other: deleting competes with everything else for the disk. What fails is tried again by the next engine.
    this.#deleting = this.#deleting
      .then(() => rm(path, { recursive: true, force: true }))
      .catch(() => undefined);
  }
}
