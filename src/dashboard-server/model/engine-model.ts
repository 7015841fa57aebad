import type { ContainerBrief, ProjectSummary } from '../../dashboard-api/index.ts';
import type { ContainerInspect, ContainerSummary, EventMessage } from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';
import { EngineError } from '../../shared/index.ts';
import { Deaths } from './deaths.ts';
import { briefOf, isRestarting, moodChangesAt } from './describe-container.ts';
import { type DiskShare, summaryOf } from './describe-project.ts';
import { type ContainerFacts, factsOfInspect, factsOfSummary } from './facts.ts';
import { Illnesses } from './illnesses.ts';
import { helperLabel } from './labels.ts';

/** Milliseconds that changes are gathered for: one event seldom comes alone. */
const gather = 30;

/** Containers that are inspected at the same time. */
const atOnce = 8;

/** Events after which a container is as it was. */
const harmless =
  /^(exec_|attach|detach|resize|top|archive-path|copy|export|commit|extract-to-dir|prune|kill)/;

/** What changed since the last time. Keys that are not there any more are gone. */
export interface ModelChange {
  containers: ReadonlySet<string>;
  projects: ReadonlySet<string>;
}

/** Labels of a container of each project that there was: where its files are. Outlives a connection. */
export type ProjectMemory = Map<string, Readonly<Record<string, string>>>;

/** What an engine has, kept up to date by its events: one for all who look. Nothing is polled. */
export class EngineModel {
  readonly deaths: Deaths = new Deaths();
  readonly #illnesses = new Illnesses();
  readonly #client: EngineClient;
  readonly #signal: AbortSignal;
  readonly #host: string;
  readonly #facts = new Map<string, ContainerFacts>();
  readonly #briefs = new Map<string, ContainerBrief>();
  readonly #members = new Map<string, Set<string>>();
  readonly #summaries = new Map<string, ProjectSummary>();
  readonly #listeners = new Set<(change: ModelChange) => void>();
  readonly #eventListeners = new Set<(event: EventMessage) => void>();
  readonly #remembered: ProjectMemory;
  readonly #dirty = new Set<string>();
  readonly #changed = { containers: new Set<string>(), projects: new Set<string>() };
  #disk: ReadonlyMap<string, DiskShare> | undefined;
  #inspecting = 0;
  /** Removed while some are inspected: what was read of one before it went may be told after that. */
  readonly #gone = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  private constructor(client: EngineClient, memory: ProjectMemory, signal: AbortSignal) {
    this.#client = client;
    this.#remembered = memory;
    this.#signal = signal;
    this.#host = client.endpoint.transport === 'unix' ? 'localhost' : client.endpoint.host;
    signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  /** Reads the list of containers; what the list does not say is looked at afterwards, and told as a change. */
  static async load(client: EngineClient, memory: ProjectMemory, signal: AbortSignal): Promise<EngineModel> {
    const model = new EngineModel(client, memory, signal);
    const rows = await client.json<ContainerSummary[]>({
      method: 'GET',
      path: '/containers/json',
      query: { all: true },
      signal,
    });
    for (const row of rows) {
      model.#put(factsOfSummary(row));
      model.#dirty.add(row.Id);
    }
    model.#settle();
    model.#inspectDirty();
    return model;
  }

  /** By id. */
  get containers(): ReadonlyMap<string, ContainerBrief> {
    return this.#briefs;
  }

  /** By name. */
  get projects(): ReadonlyMap<string, ProjectSummary> {
    return this.#summaries;
  }

  /** What a project takes, as it was counted last; undefined until then. */
  diskOf(project: string): DiskShare | undefined {
    return this.#disk && (this.#disk.get(project) ?? { bytes: 0, reclaimable: 0 });
  }

  facts(id: string): ContainerFacts | undefined {
    return this.#facts.get(id);
  }

  /** Containers of a project; of none for `''`. */
  members(project: string): ContainerBrief[] {
    const ids = this.#members.get(project) ?? [];
    return [...ids].flatMap((id) => this.#briefs.get(id) ?? []);
  }

  /** Labels of a project's containers; of those that went, when there are none. */
  labelsOf(project: string): Readonly<Record<string, string>>[] {
    const facts = this.members(project).flatMap(({ id }) => this.#facts.get(id) ?? []);
    const labels = facts.map((each) => each.labels);
    const gone = this.#remembered.get(project);
    return labels.length > 0 || gone === undefined ? labels : [gone];
  }

  /** Projects that had containers while somebody looked, and have none now. */
  goneProjects(): string[] {
    return [...this.#remembered.keys()].filter((project) => !this.#summaries.has(project));
  }

  /** By id, the beginning of one that is no other's, or name. */
  find(reference: string): ContainerFacts | undefined {
    const exact = this.#facts.get(reference);
    if (exact !== undefined) return exact;
    const all = [...this.#facts.values()];
    const named = all.find(({ name }) => name === reference);
    if (named !== undefined || !/^[0-9a-f]{4,64}$/.test(reference)) return named;
    const begun = all.filter(({ id }) => id.startsWith(reference));
    return begun.length === 1 ? begun[0] : undefined;
  }

  /** Called when rows have changed. Returns how to stop that. */
  onChange(listener: (change: ModelChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Called with each event of the engine. */
  onEvent(listener: (event: EventMessage) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** Takes in what the engine tells. */
  take(event: EventMessage): void {
    this.deaths.take(event);
    this.#illnesses.take(event);
    for (const listener of this.#eventListeners) listener(event);
    if (event.Type === 'network') {
      // Whether a container is in a network is told of the network.
      const { container } = event.Actor.Attributes;
      if (container !== undefined && this.#facts.has(container)) this.#mark(container);
      return;
    }
    if (event.Type !== 'container' || harmless.test(event.Action)) return;
    if (event.Action === 'destroy') {
      this.#dirty.delete(event.Actor.ID);
      if (this.#inspecting > 0) this.#gone.add(event.Actor.ID);
      this.#remove(event.Actor.ID);
      this.#schedule();
    } else this.#mark(event.Actor.ID);
  }

  #mark(id: string): void {
    this.#dirty.add(id);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#signal.aborted) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#inspectDirty();
      this.#settle();
    }, gather);
  }

  #inspectDirty(): void {
    while (this.#inspecting < atOnce && this.#dirty.size > 0) {
      const [id = ''] = this.#dirty;
      this.#dirty.delete(id);
      this.#inspecting += 1;
      void this.#inspect(id).finally(() => {
        this.#inspecting -= 1;
        if (this.#inspecting === 0) this.#gone.clear();
        if (!this.#signal.aborted) this.#inspectDirty();
      });
    }
  }

  async #inspect(id: string): Promise<void> {
    try {
      const path = `/containers/${id}/json`;
      const facts = factsOfInspect(
        await this.#client.json<ContainerInspect>({ method: 'GET', path, signal: this.#signal }),
      );
      if (isRestarting(facts, Date.now())) await this.deaths.recall(id, this.#client, this.#signal);
      if (facts.health === 'unhealthy') await this.#illnesses.recall(id, this.#client, this.#signal);
      if (!this.#gone.has(id)) this.#put(facts);
    } catch (error) {
      // Anything else means that the engine goes, which its events tell.
      if (error instanceof EngineError && error.kind === 'not-found') this.#remove(id);
    }
    this.#schedule();
  }

  #put(facts: ContainerFacts): void {
    if (facts.labels[helperLabel] !== undefined) return;
    const before = this.#briefs.get(facts.id);
    const now = Date.now();
    const past = { deaths: this.deaths.of(facts.id), unhealthySince: this.#illnesses.of(facts.id) };
    const brief = briefOf(facts, this.#host, now, past);
    this.#facts.set(facts.id, facts);
    this.#briefs.set(facts.id, brief);
    if (before !== undefined && before.project !== brief.project) this.#leave(before);
    let members = this.#members.get(brief.project);
    if (members === undefined) this.#members.set(brief.project, (members = new Set()));
    members.add(facts.id);
    if (brief.project !== '') this.#remembered.set(brief.project, facts.labels);
    this.#note(brief);
    const at = moodChangesAt(facts, now);
    if (at !== undefined) setTimeout(() => this.#age(facts), at - now).unref();
  }

  /** A container that ran long enough after a crash is good again. */
  #age(facts: ContainerFacts): void {
    if (this.#signal.aborted || this.#facts.get(facts.id) !== facts) return;
    this.#put(facts);
    this.#schedule();
  }

  #remove(id: string): void {
    const brief = this.#briefs.get(id);
    if (brief === undefined) return;
    this.#facts.delete(id);
    this.#briefs.delete(id);
    this.#leave(brief);
    this.#note(brief);
  }

  #leave({ id, project }: ContainerBrief): void {
    const members = this.#members.get(project);
    members?.delete(id);
    if (members?.size === 0) this.#members.delete(project);
    this.#changed.projects.add(project);
  }

  #note({ id, project }: ContainerBrief): void {
    this.#changed.containers.add(id);
    this.#changed.projects.add(project);
  }

  /** What projects take has been counted anew. */
  takeDisk(disk: ReadonlyMap<string, DiskShare>): void {
    this.#disk = disk;
    for (const project of this.#summaries.keys()) this.#changed.projects.add(project);
    this.#settle();
  }

  /** Makes projects of what changed, and tells of it. */
  #settle(): void {
    const change = {
      containers: new Set(this.#changed.containers),
      projects: new Set(this.#changed.projects),
    };
    if (change.containers.size === 0 && change.projects.size === 0) return;
    this.#changed.containers.clear();
    this.#changed.projects.clear();
    for (const project of change.projects) {
      const members = project === '' ? [] : this.members(project);
      if (members.length === 0) this.#summaries.delete(project);
      else this.#summaries.set(project, summaryOf(project, members, this));
    }
    for (const listener of this.#listeners) listener(change);
  }
}
