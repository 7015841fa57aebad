import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Trash, writeFileAtomicSync } from '../host/index.ts';

/** What is kept of a volume, as `<root>/volumes/<name>/volume.json`; its files lie beside, in `_data`. */
export interface VolumeRecord {
  name: string;
  /** RFC 3339. */
  created: string;
  labels: Record<string, string> | null;
  options: Record<string, string> | null;
}

export class VolumeStore {
  readonly #folder: string;
  readonly #trash: Trash;
  readonly #records = new Map<string, VolumeRecord>();

  constructor(root: string, trash: Trash) {
    this.#folder = join(root, 'volumes');
    this.#trash = trash;
    mkdirSync(this.#folder, { recursive: true, mode: 0o711 });
    for (const name of readdirSync(this.#folder)) {
      const record = this.#read(name);
      if (record) this.#records.set(name, record);
    }
  }

  get(name: string): VolumeRecord | undefined {
    return this.#records.get(name);
  }

  all(): VolumeRecord[] {
    return [...this.#records.values()];
  }

  dataFolder(name: string): string {
    return join(this.#folder, name, '_data');
  }

  add(record: VolumeRecord): void {
    mkdirSync(this.dataFolder(record.name), { recursive: true, mode: 0o755 });
    writeFileAtomicSync(join(this.#folder, record.name, 'volume.json'), JSON.stringify(record));
    this.#records.set(record.name, record);
  }

  /** The caller has unmounted it: what is in it will be deleted. */
  remove(name: string): void {
    this.#records.delete(name);
    this.#trash.take(join(this.#folder, name));
  }

  /** A folder without a record was not made completely, or is not ours: it is left alone. */
  #read(name: string): VolumeRecord | undefined {
    try {
      return JSON.parse(readFileSync(join(this.#folder, name, 'volume.json'), 'utf8')) as VolumeRecord;
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
  }
}
