import type { StorageState } from '../../dashboard-api/index.ts';
import type { DiskUsage, EventMessage } from '../../engine-api/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import type { DiskShare } from '../model/describe-project.ts';
import { heldByContainers, readUsage, stateOf, volumeBytes } from './usage.ts';

/** Milliseconds that changes are gathered for: they seldom come alone. */
const gather = 1_000;

/** Milliseconds after which who begins to look has it counted anew. */
const goodFor = 5 * 60_000;

/** To count costs the engine a walk through all files: for who only glances, it is at most this part of its time. */
const share = 1 / 20;

interface Watcher {
  listener: (state: StorageState) => void;
  /** A count failed, the engine being there. */
  onFailure: (error: unknown) => void;
  /** Looks at nothing else. */
  prompt: boolean;
}

/** What takes how much space, counted for all who look: when the first comes, and after what changes it. */
export class StorageCount {
  readonly #live: LiveEngine;
  readonly #watchers = new Set<Watcher>();
  #usage: Partial<DiskUsage> = {};
  #state: StorageState | undefined;
  #outdated = true;
  #tookMs = 0;
  #counting: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(live: LiveEngine) {
    this.#live = live;
    live.model.onEvent((event) => {
      if (changesStorage(event)) this.#outdate();
    });
    live.signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  /** Bytes that these containers wrote and these volumes hold; undefined until they are counted. */
  bytesOf(containers: readonly string[], volumes: readonly string[]): number | undefined {
    if (this.#state === undefined) return undefined;
    const held = heldByContainers(this.#usage);
    const sizes = volumeBytes(this.#usage);
    let bytes = 0;
    for (const id of containers) bytes += held.get(id) ?? 0;
    for (const name of volumes) bytes += sizes.get(name) ?? 0;
    return bytes;
  }

  /**
   * Counts as long as somebody looks. Told of each count, and of the last one at once, and of one that failed; `prompt` for who waits for
   * what a change freed.
   * Projects have their share in the model. Returns how to stop that.
   */
  watch(
    listener: Watcher['listener'] = () => undefined,
    { prompt = false, onFailure = () => undefined }: Partial<Omit<Watcher, 'listener'>> = {},
  ): () => void {
    const watcher = { listener, prompt, onFailure };
    this.#watchers.add(watcher);
    const isFresh = this.#state !== undefined && Date.now() - this.#state.countedAt < goodFor;
    if (this.#state !== undefined && (isFresh || !prompt)) listener(this.#state);
    // What is written into files is told by no event: who looks at nothing else has it counted.
    if (prompt || !isFresh || this.#outdated) this.#schedule(0);
    return () => this.#watchers.delete(watcher);
  }

  #outdate(): void {
    this.#outdated = true;
    if (this.#watchers.size > 0) this.#schedule(gather);
  }

  #schedule(delay: number): void {
    if (this.#counting !== undefined || this.#live.signal.aborted) return;
    // Who begins to look does not wait for what others can wait for.
    if (this.#timer !== undefined && delay > 0) return;
    clearTimeout(this.#timer);
    const isAwaited = this.#state === undefined || [...this.#watchers].some(({ prompt }) => prompt);
    const rest = isAwaited ? 0 : this.#tookMs / share - (Date.now() - (this.#state?.countedAt ?? 0));
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#counting = this.#count().finally(() => {
          this.#counting = undefined;
          if (this.#outdated && this.#watchers.size > 0) this.#schedule(gather);
        });
      },
      Math.max(delay, rest),
    );
    this.#timer.unref();
  }

  async #count(): Promise<void> {
    const { client, layers, signal } = this.#live;
    this.#outdated = false;
    const begin = performance.now();
    try {
      const usage = await readUsage(this.#live, signal);
      const ids = (usage.Images ?? []).map(({ Id }) => Id);
      this.#state = stateOf(usage, await layers.of(client, ids, signal), this.#live);
      this.#usage = usage;
      this.#tookMs = performance.now() - begin;
      this.#live.model.takeDisk(projectsIn(this.#state));
      for (const { listener } of this.#watchers) listener(this.#state);
    } catch (error) {
      // Sizes stay as they were; an engine that went away is told of by its events.
      if (signal.aborted) return;
      for (const { onFailure } of this.#watchers) onFailure(error);
    }
  }
}

function projectsIn({ parts }: StorageState): Map<string, DiskShare> {
  return new Map(
    parts
      .filter(({ kind }) => kind === 'project')
      .map(({ name, bytes, reclaimable }) => [name, { bytes, reclaimable }]),
  );
}

function changesStorage({ Type, Action }: EventMessage): boolean {
  if (Type === 'image') return Action !== 'save';
  if (Type === 'volume' || Type === 'container') return Action === 'create' || Action === 'destroy';
  return Action === 'prune';
}
