import type { BuildRow } from '../../dashboard-api/index.ts';
import type { BuildProgressEvent, OrchestratorEvent } from '../../orchestrator/index.ts';

/** Builds that are kept, and events of each: what a person looks back at. */
const keptBuilds = 50;
const keptEvents = 20_000;

interface Build {
  row: BuildRow;
  events: BuildProgressEvent[];
}

export type BuildListener = (row: BuildRow, event: BuildProgressEvent) => void;

/** Builds that were asked for here, since the dashboard was started: all that there is where the engine remembers none. */
export class BuildLog {
  readonly #builds = new Map<string, Build>();
  readonly #listeners = new Set<BuildListener>();
  /** By project and service: which build its events belong to. To the end of the operation: of a step that failed output may still come. */
  readonly #running = new Map<string, Build>();
  #count = 0;

  get rows(): BuildRow[] {
    return [...this.#builds.values()].map(({ row }) => row);
  }

  /** Undefined when there is no such build (any more). */
  events(id: string): readonly BuildProgressEvent[] | undefined {
    return this.#builds.get(id)?.events;
  }

  onEvent(listener: BuildListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Takes in what an operation tells; what is not of a build is passed over. Returns it with the service that it is of: BuildKit names
   * none in the steps of a build that is made alone.
   */
  take(told: OrchestratorEvent, project: string, at: number): OrchestratorEvent {
    if (told.kind === 'progress' || told.kind === 'message' || told.kind === 'hook-output') return told;
    const event = told.service === '' ? { ...told, service: this.#onlyService(project) } : told;
    const key = `${project}/${event.service}`;
    const build = event.kind === 'build-started' ? this.#begin(event, project) : this.#running.get(key);
    if (build === undefined) return event;
    build.row = after(build.row, event, at);
    if (build.events.length < keptEvents) build.events.push(event);
    for (const listener of this.#listeners) listener(build.row, event);
    return event;
  }

  /** Empty where none of a project is being built, or several. */
  #onlyService(project: string): string {
    const services = [...this.#running.values()].flatMap(({ row }) =>
      row.project === project ? [row.service] : [],
    );
    return services.length === 1 ? (services[0] ?? '') : '';
  }

  /** The operation has ended: what did not end by itself has failed. */
  endAll(project: string, at: number): void {
    for (const [key, { row }] of this.#running) {
      if (row.project !== project) continue;
      const { service, state } = row;
      const event = { kind: 'build-step-failed', service, step: '', error: 'given up', at } as const;
      if (state === 'running') this.take(event, project, at);
      this.#running.delete(key);
    }
  }

  #begin(event: BuildProgressEvent & { kind: 'build-started' }, project: string): Build {
    this.#count += 1;
    const { service, image, at } = event;
    const id = `build-${this.#count}`;
    const row: BuildRow = { id, project, service, image, begin: at, state: 'running', steps: 0, cached: 0 };
    const build = { row, events: [] };
    this.#builds.set(id, build);
    this.#running.set(`${project}/${service}`, build);
    const [oldest] = this.#builds.keys();
    if (this.#builds.size > keptBuilds && oldest !== undefined) this.#builds.delete(oldest);
    return build;
  }
}

function after(row: BuildRow, event: BuildProgressEvent, at: number): BuildRow {
  switch (event.kind) {
    case 'build-step-started':
      return { ...row, steps: row.steps + 1 };
    case 'build-step-done':
      return event.cached ? { ...row, cached: row.cached + 1 } : row;
    case 'build-step-failed':
      return { ...row, state: 'failed', end: event.at, error: event.error };
    case 'build-done':
      return { ...row, state: 'done', end: event.at ?? at };
    default:
      return row;
  }
}
