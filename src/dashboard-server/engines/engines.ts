import type { EngineRow } from '../../dashboard-api/index.ts';
import { type KnownEngine, knownEngines } from '../../engine-client/index.ts';
import { UserError } from '../../shared/index.ts';
import type { Settings } from '../settings.ts';
import { EngineLink } from './engine-link.ts';
import { productOf } from './product.ts';

/** The engines that the page can switch between. None is connected to before it is looked at. */
export class Engines implements AsyncDisposable {
  readonly #links: ReadonlyMap<string, EngineLink>;
  readonly #chosen: string;
  readonly #listeners = new Set<() => void>();

  private constructor(known: readonly KnownEngine[]) {
    const changed = (): void => {
      for (const listener of this.#listeners) listener();
    };
    this.#links = new Map(
      known.map((engine, index) => [engine.name, new EngineLink(engine, index === 0, changed)]),
    );
    this.#chosen = known[0]?.name ?? '';
  }

  static async open({ choice }: Pick<Settings, 'choice'>): Promise<Engines> {
    return new Engines(await knownEngines(choice));
  }

  /** The command line's. */
  get chosen(): string {
    return this.#chosen;
  }

  link(name: string): EngineLink {
    const link = this.#links.get(name);
    if (link !== undefined) return link;
    throw new UserError('unknown-engine', `there is no engine ${JSON.stringify(name)} here`, {
      hint: `There are: ${[...this.#links.keys()].join(', ')}.`,
    });
  }

  /** As far as it is known; those that are not connected to are asked once. Our own is not started by that. */
  async rows(signal: AbortSignal): Promise<EngineRow[]> {
    return Promise.all(
      [...this.#links.values()].map(async (link) => {
        const product = link.product ?? (await productOf(link.known, signal));
        return {
          name: link.known.name,
          address: link.known.address,
          chosen: link.known.name === this.#chosen,
          reachable: product !== undefined,
          ...(product === undefined ? {} : { product }),
        };
      }),
    );
  }

  /** Told when one is connected to, or goes away. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#links.values()].map((link) => link.close()));
  }
}
