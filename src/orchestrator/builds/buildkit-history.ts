import { type EngineClient, type GrpcCalls, openGrpc, protobufText } from '../../engine-client/index.ts';
import { SolveEvents } from '../bake/solve-status.ts';
import type { BuildHistory, RememberedBuild } from '../contract-builds.ts';
import { historyEvent, solveStatus } from './buildkit-messages.ts';

const method = {
  history: '/moby.buildkit.v1.Control/ListenBuildHistory',
  status: '/moby.buildkit.v1.Control/Status',
};

/** `BuildHistoryRequest` with `EarlyExit`: what there is, and no more. */
const onlyPast = Uint8Array.from([0x18, 1]);

/** Milliseconds: as often as steps that have ended are told. */
const settleEvery = 150;

/** Of the BuildKit that a Docker Engine has inside; undefined for one that keeps no history (before 23.0). */
export async function buildKitHistory(client: EngineClient): Promise<BuildHistory | undefined> {
  const probe = new AbortController();
  let calls: GrpcCalls | undefined;
  try {
    calls = await openGrpc(client);
    await first(calls.call(method.history, onlyPast, probe.signal));
  } catch {
    // Whatever it is that answers there: no history. An engine that went is asked anew when it is back.
    return undefined;
  } finally {
    calls?.close();
  }
  return {
    // The classic builder tells it nothing, nor do builders elsewhere.
    isComplete: false,
    follow: (tell, signal) => follow(client, tell, signal),
    output: (id, tell, signal) => output(client, id, tell, signal),
  };
}

async function first<T>(values: AsyncIterable<T>): Promise<void> {
  for await (const _ of values) return;
}

async function follow(
  client: EngineClient,
  tell: Parameters<BuildHistory['follow']>[0],
  signal: AbortSignal,
): Promise<void> {
  const calls = await openGrpc(client);
  const counts = new StepCounts(calls, tell, signal);
  try {
    const past: RememberedBuild[] = [];
    for await (const bytes of calls.call(method.history, onlyPast, signal)) {
      const event = historyEvent(bytes);
      if (event !== undefined && 'set' in event) past.push(event.set);
    }
    tell({ set: past, removed: [] });
    // Tells of what there is once more.
    for await (const bytes of calls.call(method.history, new Uint8Array(), signal)) {
      const event = historyEvent(bytes);
      if (event === undefined) continue;
      if ('removed' in event) counts.remove(event.removed);
      else counts.take(event.set);
    }
  } finally {
    calls.close();
  }
}

/** `[2/3] RUN make`, `[linux/amd64 base 1/2] FROM …`; not BuildKit's own steps. */
const ofDockerfile = /^\[(?:[^\]]+ )?\d+\/\d+\] /;

type Counts = Pick<RememberedBuild, 'steps' | 'cached'>;

/** Counts the steps of Dockerfiles: the history counts BuildKit's own among them, and only when a build has ended. */
class StepCounts {
  readonly #calls: GrpcCalls;
  readonly #tell: Parameters<BuildHistory['follow']>[0];
  readonly #signal: AbortSignal;
  readonly #builds = new Map<string, RememberedBuild>();
  readonly #counts = new Map<string, Counts>();
  readonly #followed = new Set<string>();
  /** Builds that have ended are counted one by one. */
  #ended: Promise<void> = Promise.resolve();

  constructor(calls: GrpcCalls, tell: Parameters<BuildHistory['follow']>[0], signal: AbortSignal) {
    this.#calls = calls;
    this.#tell = tell;
    this.#signal = signal;
  }

  take(build: RememberedBuild): void {
    const { id, state } = build;
    const before = this.#builds.get(id);
    this.#builds.set(id, build);
    this.#tellOf(id);
    // That it ended, or that the engine went, the history tells.
    if (state !== 'running') {
      if (before === undefined || before.state === 'running')
        this.#ended = this.#ended.then(() => this.#count(id)).catch(() => undefined);
    } else if (!this.#followed.has(id)) {
      this.#followed.add(id);
      this.#count(id).catch(() => undefined);
    }
  }

  remove(id: string): void {
    this.#builds.delete(id);
    this.#counts.delete(id);
    this.#tell({ set: [], removed: [id] });
  }

  #tellOf(id: string): void {
    const build = this.#builds.get(id);
    if (build !== undefined) this.#tell({ set: [{ ...build, ...this.#counts.get(id) }], removed: [] });
  }

  async #count(id: string): Promise<void> {
    const begun = new Set<string>();
    const cached = new Set<string>();
    for await (const bytes of statusOf(this.#calls, id, this.#signal)) {
      for (const vertex of solveStatus(bytes).vertexes ?? []) {
        if (!ofDockerfile.test(vertex.name)) continue;
        if (vertex.started !== undefined || vertex.cached) begun.add(vertex.digest);
        if (vertex.cached) cached.add(vertex.digest);
      }
      const isRunning = this.#builds.get(id)?.state === 'running';
      if (isRunning) this.#set(id, { steps: begun.size, cached: cached.size });
    }
    this.#set(id, { steps: begun.size, cached: cached.size });
  }

  #set(id: string, counts: Counts): void {
    const known = this.#counts.get(id);
    if (!this.#builds.has(id) || (known?.steps === counts.steps && known.cached === counts.cached)) return;
    this.#counts.set(id, counts);
    this.#tellOf(id);
  }
}

function statusOf(calls: GrpcCalls, id: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
  return calls.call(method.status, protobufText(1, id), signal);
}

async function output(
  client: EngineClient,
  id: string,
  tell: Parameters<BuildHistory['output']>[1],
  signal: AbortSignal,
): Promise<void> {
  const calls = await openGrpc(client);
  const events = new SolveEvents((event) => {
    if (event.kind !== 'progress' && event.kind !== 'message' && event.kind !== 'hook-output') tell(event);
  }, new Map());
  const settling = setInterval(() => events.settle(), settleEvery);
  try {
    for await (const bytes of statusOf(calls, id, signal)) events.apply(solveStatus(bytes));
    events.settle();
  } finally {
    clearInterval(settling);
    calls.close();
  }
}
