import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomic } from '../../host/index.ts';
import type { Layer } from '../../images/contract.ts';

/** A step that was done once: its key, and the layer that it made. */
export interface StepRecord {
  key: string;
  layer: Layer;
  /** Key of the step whose layer is directly below. */
  parent?: string;
  /** As progress showed it. */
  description: string;
  /** ISO 8601; the image's history repeats it, so that a build from the cache gives the same image. */
  created: string;
  /** Unix milliseconds. */
  lastUsed: number;
  uses: number;
}

interface Stored {
  version: 1;
  steps: StepRecord[];
  selections: [string, string][];
}

/** Digests of what was copied from images and stages; the oldest go first. */
const maxSelections = 2000;

/** What steps made, by the digest of all that they read. Survives the engine. */
export class StepCache {
  readonly #file: string;
  readonly #steps = new Map<string, StepRecord>();
  readonly #selections: Map<string, string>;
  #saving: Promise<void> = Promise.resolve();
  #changed = false;

  constructor(file: string) {
    this.#file = file;
    const stored = load(file);
    for (const record of stored.steps) this.#steps.set(record.key, record);
    this.#selections = new Map(stored.selections);
  }

  /** The record, unless its layer is gone. */
  find(key: string): StepRecord | undefined {
    const record = this.#steps.get(key);
    if (!record) return undefined;
    if (!existsSync(record.layer.dir)) {
      this.#steps.delete(key);
      return undefined;
    }
    record.lastUsed = Date.now();
    record.uses++;
    this.#changed = true;
    return record;
  }

  async add(record: StepRecord): Promise<void> {
    this.#steps.set(record.key, record);
    this.#changed = true;
    await this.save();
  }

  records(): StepRecord[] {
    return [...this.#steps.values()];
  }

  /** The step that made a layer. */
  keyOfLayer(layer: Layer | undefined): string | undefined {
    return layer && this.records().find((record) => record.layer.id === layer.id)?.key;
  }

  remove(keys: Iterable<string>): void {
    for (const key of keys) this.#steps.delete(key);
    this.#changed = true;
  }

  selection(key: string): string | undefined {
    return this.#selections.get(key);
  }

  rememberSelection(key: string, digest: string): void {
    this.#selections.set(key, digest);
    for (const oldest of this.#selections.keys()) {
      if (this.#selections.size <= maxSelections) break;
      this.#selections.delete(oldest);
    }
    this.#changed = true;
  }

  /** Resolves when all that changed up to now is on disk. */
  save(): Promise<void> {
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#write());
    return this.#saving;
  }

  async #write(): Promise<void> {
    if (!this.#changed) return;
    this.#changed = false;
    const stored: Stored = { version: 1, steps: this.records(), selections: [...this.#selections] };
    await writeFileAtomic(this.#file, JSON.stringify(stored));
  }
}

function load(file: string): Stored {
  try {
    const stored = JSON.parse(readFileSync(file, 'utf8')) as Stored;
    if (stored.version === 1) return stored;
  } catch {
    // Absent or damaged: a cache may be empty.
  }
  return { version: 1, steps: [], selections: [] };
}
