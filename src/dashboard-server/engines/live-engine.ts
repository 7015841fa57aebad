import type { EventMessage } from '../../engine-api/index.ts';
import {
  connectEngine,
  dockerEvents,
  type EngineClient,
  type KnownEngine,
  parseEvents,
} from '../../engine-client/index.ts';
import { type BuildHistory, buildHistory, HealthAttendance } from '../../orchestrator/index.ts';
import { UserError } from '../../shared/index.ts';
import type { BuildLog } from '../builds/build-log.ts';
import { EngineModel, type ProjectMemory } from '../model/engine-model.ts';
import { LayerCatalog } from '../storage/layer-catalog.ts';
import { StorageCount } from '../storage/storage-count.ts';
import { productName } from './product.ts';
import { StatsSampler } from './stats-sampler.ts';

/** What outlives a connection: an engine as it is known, and what is remembered of it. */
export interface LinkedEngine {
  known: KnownEngine;
  /** By the command line. */
  isChosen: boolean;
  memory: { projects: ProjectMemory; builds: BuildLog };
}

/** An engine while it answers: from the connection to its loss. Whoever follows it hears of the loss by `signal`. */
export class LiveEngine {
  readonly known: KnownEngine;
  /** By the command line. */
  readonly isChosen: boolean;
  readonly builds: BuildLog;
  readonly client: EngineClient;
  readonly product: string;
  readonly model: EngineModel;
  readonly stats: StatsSampler;
  readonly health: HealthAttendance;
  readonly layers: LayerCatalog = new LayerCatalog();
  readonly storage: StorageCount;
  /** Aborted with the failure when the engine is gone. */
  readonly signal: AbortSignal;
  /** Settles then, too. */
  readonly over: Promise<void>;
  readonly #end: AbortController;
  #history: Promise<BuildHistory | undefined> | undefined;

  private constructor(
    { known, isChosen, memory }: LinkedEngine,
    client: EngineClient,
    product: string,
    model: EngineModel,
    end: AbortController,
  ) {
    this.known = known;
    this.isChosen = isChosen;
    this.builds = memory.builds;
    this.client = client;
    this.product = product;
    this.model = model;
    this.#end = end;
    this.signal = end.signal;
    this.stats = new StatsSampler(client, model, end.signal);
    this.health = new HealthAttendance(client, end.signal);
    this.storage = new StorageCount(this);
    this.over = new Promise((resolve) => {
      end.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Listens to the engine's events first, then reads what there is: nothing is missed in between. */
  static async open(linked: LinkedEngine, signal: AbortSignal): Promise<LiveEngine> {
    const end = new AbortController();
    const abort = (): void => end.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const client = await connectEngine(linked.known.choice);
    end.signal.addEventListener('abort', () => {
      signal.removeEventListener('abort', abort);
      client.close();
    });
    try {
      const product = productName(await client.version());
      const events = await client.open({ method: 'GET', path: '/events', signal: end.signal });
      const model = await EngineModel.load(client, linked.memory.projects, end.signal);
      const live = new LiveEngine(linked, client, product, model, end);
      void live.#listen(await dockerEvents(client, parseEvents(events.body)));
      return live;
    } catch (error) {
      end.abort(error);
      throw error;
    }
  }

  /** Undefined where the engine remembers no builds; asked once. */
  buildHistory(): Promise<BuildHistory | undefined> {
    this.#history ??= buildHistory(this.client);
    return this.#history;
  }

  get name(): string {
    return this.known.name;
  }

  /** Somebody found the engine gone. */
  end(error: unknown): void {
    this.#end.abort(error);
  }

  async #listen(events: AsyncIterable<EventMessage>): Promise<void> {
    try {
      for await (const event of events) this.model.take(event);
      this.end(new UserError('engine-connection-lost', `the engine at ${this.client.address} went away`));
    } catch (error) {
      this.end(error);
    }
  }
}
