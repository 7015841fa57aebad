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
  const counts = new RunningCounts(calls, tell, signal);
  try {
    const past: RememberedBuild[] = [];
    for await (const bytes of calls.call(method.history, onlyPast, signal)) {
      const event = historyEvent(bytes);
      if (event !== undefined && 'set' in event) past.push(event.set);
    }
    tell({ set: past, removed: [] });
    for await (const bytes of calls.call(method.history, new Uint8Array(), signal)) {
      const event = historyEvent(bytes);
      if (event === undefined) continue;
      if ('removed' in event) tell({ set: [], removed: [event.removed] });
      else if (event.set.state === 'running') counts.watch(event.set);
      else counts.end(event.set);
    }
  } finally {
    calls.close();
  }
}

/** The history counts steps when a build has ended; until then they are counted here. */
class RunningCounts {
  readonly #calls: GrpcCalls;
  readonly #tell: Parameters<BuildHistory['follow']>[0];
  readonly #signal: AbortSignal;
  readonly #running = new Set<string>();

  constructor(calls: GrpcCalls, tell: Parameters<BuildHistory['follow']>[0], signal: AbortSignal) {
    this.#calls = calls;
    this.#tell = tell;
    this.#signal = signal;
  }

  watch(build: RememberedBuild): void {
    if (this.#running.has(build.id)) return;
    this.#running.add(build.id);
    this.#tell({ set: [build], removed: [] });
    // That it ended, or that the engine went, the history tells.
    this.#count(build).catch(() => undefined);
  }

  end(build: RememberedBuild): void {
    this.#running.delete(build.id);
    this.#tell({ set: [build], removed: [] });
  }

  async #count(build: RememberedBuild): Promise<void> {
    let counted = build;
    const begun = new Set<string>();
    const cached = new Set<string>();
    for await (const bytes of statusOf(this.#calls, build.id, this.#signal)) {
      const { vertexes = [] } = solveStatus(bytes);
      for (const vertex of vertexes) {
        if (vertex.started !== undefined || vertex.cached) begun.add(vertex.digest);
        if (vertex.cached) cached.add(vertex.digest);
      }
      if (!this.#running.has(build.id)) return;
      const now = { ...counted, steps: begun.size, cached: cached.size };
      if (now.steps === counted.steps && now.cached === counted.cached) continue;
      counted = now;
      this.#tell({ set: [now], removed: [] });
    }
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
