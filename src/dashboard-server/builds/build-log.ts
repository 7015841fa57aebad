import type { BuildRow, BuildStep } from '../../dashboard-api/index.ts';
import type { BuildProgressEvent, OrchestratorEvent } from '../../orchestrator/index.ts';

/** Builds that are kept, and events of each: what a person looks back at. */
const keptBuilds = 50;
const keptEvents = 20_000;

interface Build {
  row: BuildRow;
  events: BuildProgressEvent[];
}

export type BuildListener = (row: BuildRow, event: BuildProgressEvent) => void;

/** Builds that were asked for here, since the dashboard was started. */
export class BuildLog {
  readonly #builds = new Map<string, Build>();
  readonly #listeners = new Set<BuildListener>();
  /** By service: which build its events belong to. */
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

  /** Takes in what an operation tells; what is not of a build is passed over. */
  take(event: OrchestratorEvent, project: string, at: number): void {
    if (event.kind === 'progress' || event.kind === 'message' || event.kind === 'hook-output') return;
    const build =
      event.kind === 'build-started' ? this.#begin(event, project) : this.#running.get(event.service);
    if (build === undefined) return;
    build.row = after(build.row, event, at);
    if (build.events.length < keptEvents) build.events.push(event);
    if (build.row.state !== 'running') this.#running.delete(event.service);
    for (const listener of this.#listeners) listener(build.row, event);
  }

  /** The operation has ended: what did not end by itself has failed. */
  endAll(project: string, at: number): void {
    for (const [service, build] of this.#running) {
      if (build.row.project !== project) continue;
      const event = { kind: 'build-step-failed', service, step: '', error: 'given up', at } as const;
      this.take(event, project, at);
    }
  }

  #begin(event: BuildProgressEvent & { kind: 'build-started' }, project: string): Build {
    this.#count += 1;
    const { service, image, at } = event;
    const id = `build-${this.#count}`;
    const row: BuildRow = { id, project, service, image, begin: at, state: 'running', steps: [] };
    const build = { row, events: [] };
    this.#builds.set(id, build);
    this.#running.set(service, build);
    const [oldest] = this.#builds.keys();
    if (this.#builds.size > keptBuilds && oldest !== undefined) this.#builds.delete(oldest);
    return build;
  }
}

function after(row: BuildRow, event: BuildProgressEvent, at: number): BuildRow {
  switch (event.kind) {
    case 'build-step-started':
      return {
        ...row,
        steps: [...row.steps, { step: event.step, name: event.name, begin: event.at, cached: false }],
      };
    case 'build-step-done':
      return withStep(row, event.step, { end: event.at, cached: event.cached });
    case 'build-step-failed': {
      const { error, exitCode } = event;
      const failure = { end: event.at, error, ...(exitCode === undefined ? {} : { exitCode }) };
      return { ...withStep(row, event.step, failure), state: 'failed', end: event.at };
    }
    case 'build-done':
      return { ...row, state: 'done', end: event.at ?? at };
    default:
      return row;
  }
}

function withStep(row: BuildRow, step: string, change: Partial<BuildStep>): BuildRow {
  return { ...row, steps: row.steps.map((each) => (each.step === step ? { ...each, ...change } : each)) };
}
