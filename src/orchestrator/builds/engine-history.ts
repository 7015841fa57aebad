import type { BuildEvent, TuttiBuildRecord } from '../../engine-api/index.ts';
import { type EngineClient, parseEvents } from '../../engine-client/index.ts';
import type { BuildHistory, RememberedBuild } from '../contract-builds.ts';
import { progressOf } from '../execute/build-progress.ts';
import { label } from '../labels.ts';
import { ChangedRows } from './changed-rows.ts';

/** Milliseconds that news is gathered for: steps out of the cache come by the dozen. */
const gather = 200;

/** Of our own engine. */
export function engineHistory(client: EngineClient): BuildHistory {
  return {
    isComplete: true,
    follow: (tell, signal) => new Following(client, tell, signal).run(),
    async output(id, tell, signal) {
      for await (const event of eventsOf(client, id, signal))
        if (event.kind !== 'recorded') tell(progressOf('', event));
    },
  };
}

function eventsOf(client: EngineClient, id: string, signal: AbortSignal): AsyncIterable<BuildEvent> {
  const path = `/tutti/builds/${encodeURIComponent(id)}/events`;
  return client.lines<BuildEvent>({ method: 'GET', path, query: { follow: true }, signal });
}

/** Listens to events first, then reads what there is: nothing is missed in between. */
class Following {
  readonly #client: EngineClient;
  readonly #tell: Parameters<BuildHistory['follow']>[0];
  readonly #signal: AbortSignal;
  readonly #rows = new ChangedRows();
  /** Builds whose steps are listened to. */
  readonly #running = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isFirst = true;

  constructor(client: EngineClient, tell: Parameters<BuildHistory['follow']>[0], signal: AbortSignal) {
    this.#client = client;
    this.#tell = tell;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    const query = { filters: { type: ['builder'] } };
    const request = { method: 'GET', path: '/events', query, signal: this.#signal } as const;
    const { body } = await this.#client.open(request);
    await this.#read();
    try {
      for await (const event of parseEvents(body)) if (event.Type === 'builder') this.#readSoon();
    } finally {
      clearTimeout(this.#timer);
    }
  }

  #readSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // The engine went, which its events tell.
      this.#read().catch(() => undefined);
    }, gather);
  }

  async #read(): Promise<void> {
    const request = { method: 'GET', path: '/tutti/builds', signal: this.#signal } as const;
    const records = await this.#client.json<TuttiBuildRecord[]>(request);
    const change = this.#rows.update(records.map(rowOf));
    if (this.#isFirst || change !== undefined) this.#tell(change ?? { set: [], removed: [] });
    this.#isFirst = false;
    for (const { Id, State } of records) if (State === 'running') void this.#watch(Id);
  }

  /** The record counts steps; that one has begun or ended only the build itself tells. */
  async #watch(id: string): Promise<void> {
    if (this.#running.has(id)) return;
    this.#running.add(id);
    try {
      for await (const { kind } of eventsOf(this.#client, id, this.#signal))
        if (kind === 'step-started' || kind === 'step-done') this.#readSoon();
    } catch {
      // Removed meanwhile, or the engine went: its events tell.
    }
  }
}

function rowOf(record: TuttiBuildRecord): RememberedBuild {
  const {
    Id,
    Tags,
    Labels,
    Source,
    Dockerfile,
    Started,
    Ended,
    State,
    Error: reason,
    Steps,
    Cached,
  } = record;
  return {
    id: Id,
    image: Tags[0] ?? '',
    project: Labels[label.project] ?? '',
    service: Labels[label.service] ?? '',
    begin: Started,
    state: State,
    steps: Steps,
    cached: Cached,
    ...(Source === undefined ? {} : { source: Source }),
    ...(Dockerfile === undefined ? {} : { dockerfile: Dockerfile }),
    ...(Ended === undefined ? {} : { end: Ended }),
    ...(reason === undefined ? {} : { error: reason }),
    ...(record.Cut ? { cut: true } : {}),
  };
}
