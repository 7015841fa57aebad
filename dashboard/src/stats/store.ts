import { batch } from '@preact/signals';
import type { EngineName, StatsReading } from '../../../src/dashboard-api/index.ts';
import { listen } from '../connection/index.ts';
import { now } from '../parts/clock.ts';
import { FIELDS, type Measured, Series } from './series.ts';

/** A reading older than this no longer counts for its project. Milliseconds. */
const CURRENT_MS = 5_000;

/** What was measured on one engine while the page was open: of containers, and in sum of services and projects. */
export class StatsStore {
  readonly #containers = new Map<string, Series>();
  readonly #services = new Map<string, Series>();
  readonly #projects = new Map<string, Series>();
  readonly #latest = new Map<string, StatsReading>();
  readonly #pending: StatsReading[] = [];
  #summed = 0;

  container(id: string): Series {
    return seriesOf(this.#containers, id);
  }

  project(name: string): Series {
    return seriesOf(this.#projects, name);
  }

  service(project: string, name: string): Series {
    return seriesOf(this.#services, serviceKey(project, name));
  }

  /** Readings are shown together, when the clock ticks (`show`), so that the page is drawn once; the first, and behind another tab, at once. */
  take(readings: StatsReading[]): void {
    this.#pending.push(...readings);
    if (this.#summed === 0 || document.hidden) this.show();
  }

  /** Shows what was taken. */
  show(): void {
    const readings = this.#pending.splice(0);
    if (readings.length === 0) return;
    batch(() => {
      for (const reading of readings) {
        this.container(reading.id).push(reading);
        this.#latest.set(reading.id, reading);
      }
      this.#sum(Math.max(...readings.map(({ at }) => at)));
    });
  }

  #sum(at: number): void {
    this.#summed = at;
    const projects = new Map<string, Measured>();
    const services = new Map<string, Measured>();
    for (const [id, reading] of this.#latest) {
      const { project, service } = reading;
      if (at - reading.at > CURRENT_MS) this.#latest.delete(id);
      else if (project !== '') {
        add(projects, project, reading, at);
        add(services, serviceKey(project, service), reading, at);
      }
    }
    for (const [name, sum] of projects) this.project(name).push(sum);
    for (const [key, sum] of services) seriesOf(this.#services, key).push(sum);
  }
}

function serviceKey(project: string, service: string): string {
  return `${project}\n${service}`;
}

function add(sums: Map<string, Measured>, key: string, reading: StatsReading, at: number): void {
  const sum = sums.get(key);
  if (sum === undefined) sums.set(key, { ...reading, at });
  else for (const field of FIELDS) sum[field] += reading[field];
}

function seriesOf(all: Map<string, Series>, key: string): Series {
  const known = all.get(key) ?? new Series();
  all.set(key, known);
  return known;
}

const stores = new Map<EngineName, StatsStore>();

export function statsOf(engine: EngineName): StatsStore {
  const known = stores.get(engine) ?? new StatsStore();
  stores.set(engine, known);
  return known;
}

/** Measures as long as the page looks at this engine; the function that is returned ends it. */
export function measure(engine: EngineName): () => void {
  const store = statsOf(engine);
  const unfollow = now.subscribe(() => store.show());
  const unlisten = listen(
    'stats',
    engine,
    {},
    {
      snapshot: (readings) => store.take(readings),
      delta: (readings) => store.take(readings),
      stale: () => undefined,
      fresh: () => undefined,
      ended: () => undefined,
      drawnLater: true,
    },
  );
  return () => {
    unlisten();
    unfollow();
  };
}
