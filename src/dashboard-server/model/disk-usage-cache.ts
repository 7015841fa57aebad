import type { DiskUsage } from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';

/** Milliseconds that a count is taken for good: to count anew costs the engine a walk through all files. */
const goodFor = 5 * 60_000;

/** How much containers wrote and volumes hold. Counted when somebody asks, in the background. */
export class DiskUsageCache {
  readonly #client: EngineClient;
  readonly #signal: AbortSignal;
  readonly #onCounted: () => void;
  #containers = new Map<string, number>();
  #volumes = new Map<string, number>();
  #countedAt: number | undefined;
  #counting = false;

  constructor(client: EngineClient, signal: AbortSignal, onCounted: () => void) {
    this.#client = client;
    this.#signal = signal;
    this.#onCounted = onCounted;
  }

  /** Bytes of these containers' own files and of these volumes; undefined until they are counted. */
  of(containers: readonly string[], volumes: readonly string[]): number | undefined {
    if (this.#countedAt === undefined) return undefined;
    let bytes = 0;
    for (const id of containers) bytes += this.#containers.get(id) ?? 0;
    for (const name of volumes) bytes += this.#volumes.get(name) ?? 0;
    return bytes;
  }

  /** Somebody looks: counts unless that was done a short while ago. */
  want(): void {
    const fresh = this.#countedAt !== undefined && Date.now() - this.#countedAt < goodFor;
    if (fresh || this.#counting) return;
    this.#counting = true;
    void this.#count().finally(() => {
      this.#counting = false;
    });
  }

  /** The next who looks has it counted anew. */
  outdate(): void {
    if (this.#countedAt !== undefined) this.#countedAt = 0;
  }

  async #count(): Promise<void> {
    try {
      const usage = await this.#client.json<Partial<DiskUsage>>({
        method: 'GET',
        path: '/system/df',
        query: { type: ['container', 'volume'] },
        signal: this.#signal,
      });
      this.#containers = new Map(usage.Containers?.map(({ Id, SizeRw }) => [Id, SizeRw ?? 0]));
      this.#volumes = new Map(
        usage.Volumes?.map(({ Name, UsageData }) => [Name, Math.max(0, UsageData?.Size ?? 0)]),
      );
      this.#countedAt = Date.now();
      this.#onCounted();
    } catch {
      // Sizes stay unknown; an engine that went away is told of by its events.
    }
  }
}
