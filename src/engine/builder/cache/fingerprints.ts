import { readFileSync } from 'node:fs';
import { writeFileAtomic } from '../../host/index.ts';

/** The oldest go first. */
const maxRecords = 1000;

/** Of each image that was built here: the fingerprint of what it was last built from. */
export class Fingerprints {
  readonly #file: string;
  readonly #known: Map<string, string>;

  constructor(file: string) {
    this.#file = file;
    this.#known = load(file);
  }

  of(imageId: string): string | undefined {
    return this.#known.get(imageId);
  }

  async remember(imageId: string, fingerprint: string): Promise<void> {
    if (this.#known.get(imageId) === fingerprint) return;
    this.#known.delete(imageId);
    this.#known.set(imageId, fingerprint);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= maxRecords) break;
      this.#known.delete(oldest);
    }
    await writeFileAtomic(this.#file, JSON.stringify([...this.#known]));
  }
}

function load(file: string): Map<string, string> {
  try {
    return new Map(JSON.parse(readFileSync(file, 'utf8')) as [string, string][]);
  } catch {
    // Absent or damaged: images are taken for stale, and built from the cache.
    return new Map();
  }
}
