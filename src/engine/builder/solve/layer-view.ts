import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { mountOverlay, unmount } from '../../host/index.ts';
import type { Layer } from '../../images/contract.ts';

/** Mounts of one build: layers as one tree, to read from or to write into. All are gone after `close`. */
export class LayerViews {
  readonly #folder: string;
  readonly #views = new Map<string, string>();
  readonly #mounted = new Set<string>();
  #count = 0;

  /** `folder` is on a file system that does not outlive a reboot. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A folder that shows the layers, read-only. One layer is its own folder; none is an empty one. */
  readOnly(layers: Layer[]): string {
    const [first, ...others] = layers;
    if (first && others.length === 0) return first.dir;
    const key = layers.map((layer) => layer.id).join(' ');
    const known = this.#views.get(key);
    if (known !== undefined) return known;
    const target = this.newFolder('view');
    if (first) this.#mount({ lowerDirs: layers.map((layer) => layer.dir), target });
    this.#views.set(key, target);
    return target;
  }

  /** A folder in which changes go to `upperDir`; end it with `release` before the upper folder is used. */
  writable(lowerDirs: string[], upperDir: string, workDir: string): string {
    const target = this.newFolder('mount');
    this.#mount({ lowerDirs, upperDir, workDir, target });
    return target;
  }

  release(target: string): void {
    if (this.#mounted.delete(target)) unmount(target);
  }

  newFolder(kind: string): string {
    const folder = join(this.#folder, `${kind}${this.#count++}`);
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    return folder;
  }

  close(): void {
    for (const target of [...this.#mounted].reverse()) this.release(target);
    this.#views.clear();
  }

  #mount(options: Parameters<typeof mountOverlay>[0]): void {
    mountOverlay(options);
    this.#mounted.add(options.target);
  }
}
