import type { StatsReading } from '../../dashboard-api/index.ts';
import { type EngineClient, parseLines } from '../../engine-client/index.ts';
import { type EngineStats, usageOf } from '../../orchestrator/contract-data.ts';
import type { EngineModel } from '../model/engine-model.ts';

/** Milliseconds that a container is read on after the last who looked: a page that is loaded anew neither ends hundreds of streams nor opens them. */
const linger = 5_000;

interface Sampled {
  stop: AbortController;
  lingering?: NodeJS.Timeout;
  watchers: Set<(reading: StatsReading) => void>;
  last?: StatsReading;
}

/** Totals of the reading before, for rates. */
interface Totals {
  at: number;
  networkIn: number;
  networkOut: number;
  diskRead: number;
  diskWritten: number;
}

/** Reads each container once for all who look at it, and soon none that nobody looks at. The engine sets the pace: about one a second. */
export class StatsSampler {
  readonly #client: EngineClient;
  readonly #model: EngineModel;
  readonly #signal: AbortSignal;
  readonly #sampled = new Map<string, Sampled>();

  constructor(client: EngineClient, model: EngineModel, signal: AbortSignal) {
    this.#client = client;
    this.#model = model;
    this.#signal = signal;
  }

  /** The last reading, if somebody else looks already, or did just now. */
  last(container: string): StatsReading | undefined {
    return this.#sampled.get(container)?.last;
  }

  /** Returns how to look away. */
  watch(container: string, watcher: (reading: StatsReading) => void): () => void {
    let sampled = this.#sampled.get(container);
    if (sampled === undefined) {
      sampled = { stop: new AbortController(), watchers: new Set() };
      this.#sampled.set(container, sampled);
      void this.#sample(container, sampled);
    }
    const watched = sampled;
    watched.watchers.add(watcher);
    clearTimeout(watched.lingering);
    return () => {
      if (!watched.watchers.delete(watcher) || watched.watchers.size > 0) return;
      watched.lingering = setTimeout(() => this.#leave(container, watched), linger).unref();
    };
  }

  #leave(container: string, { stop }: Sampled): void {
    stop.abort();
    if (this.#sampled.get(container)?.stop === stop) this.#sampled.delete(container);
  }

  async #sample(id: string, sampled: Sampled): Promise<void> {
    const signal = AbortSignal.any([this.#signal, sampled.stop.signal]);
    try {
      const path = `/containers/${id}/stats`;
      const { body } = await this.#client.open({ method: 'GET', path, query: { stream: true }, signal });
      let before: Totals | undefined;
      for await (const measured of parseLines<EngineStats>(body)) {
        const known = this.#model.containers.get(id);
        if (known?.status !== 'running') continue;
        const now = totalsOf(measured);
        const { project, service } = known;
        sampled.last = { id, project, service, ...readingOf(measured, before, now) };
        before = now;
        for (const watcher of sampled.watchers) watcher(sampled.last);
      }
    } catch {
      // It stopped or is gone, and the model tells so; whoever looks at it then looks away.
    }
    if (this.#sampled.get(id) === sampled) this.#sampled.delete(id);
  }
}

function totalsOf(measured: EngineStats): Totals {
  const usage = usageOf(measured);
  return {
    at: Date.now(),
    networkIn: usage.networkRead,
    networkOut: usage.networkWritten,
    diskRead: usage.blockRead,
    diskWritten: usage.blockWritten,
  };
}

function readingOf(
  measured: EngineStats,
  before: Totals | undefined,
  now: Totals,
): Omit<StatsReading, 'id' | 'project' | 'service'> {
  const usage = usageOf(measured);
  const seconds = before === undefined ? 0 : (now.at - before.at) / 1000;
  const rate = (name: Exclude<keyof Totals, 'at'>): number =>
    before === undefined || seconds <= 0 ? 0 : Math.max(0, (now[name] - before[name]) / seconds);
  // The first sample of a stream has nothing to be compared with; what engines put there is zero.
  const compared = (measured.precpu_stats.system_cpu_usage ?? 0) > 0;
  return {
    at: now.at,
    cpu: compared ? usage.cpuPercent : 0,
    memory: usage.memoryUsage,
    memoryLimit: usage.memoryLimit,
    networkIn: rate('networkIn'),
    networkOut: rate('networkOut'),
    diskRead: rate('diskRead'),
    diskWritten: rate('diskWritten'),
    pids: usage.pids,
  };
}
