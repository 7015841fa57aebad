/** Lines of `buildx --progress rawjson`: what BuildKit tells while it solves. */
import type { Emit } from '../progress.ts';
import type { TargetNames } from './bake-target.ts';

interface Vertex {
  digest: string;
  name: string;
  started?: string;
  completed?: string;
  cached?: boolean;
  error?: string;
}

interface VertexStatus {
  id: string;
  vertex: string;
  current?: number;
  total?: number;
  completed?: string;
}

interface VertexLog {
  vertex: string;
  stream: number;
  /** Base64. */
  data: string;
}

interface VertexWarning {
  vertex: string;
  /** Base64. */
  short: string;
  url?: string;
  range?: { start?: { line?: number } }[] | null;
}

export interface SolveStatus {
  vertexes?: Vertex[];
  statuses?: VertexStatus[];
  logs?: VertexLog[];
  warnings?: VertexWarning[];
}

interface SeenStep {
  service: string;
  name: string;
  output: string;
  isDone: boolean;
  isFailed: boolean;
  /** Milliseconds since the epoch. */
  startedAt: number;
}

/** A step that failed, for the error. */
export interface FailedStep {
  /** Empty where the step belongs to no target, or to the only one. */
  service: string;
  /** As BuildKit names it: `[web 2/3] RUN make`. */
  name: string;
  output: string;
}

/** Bytes of a step's output that are kept for an error. */
const keptOutput = 64 * 1024;

/** Turns BuildKit's statuses into events of ours. */
export class SolveEvents {
  readonly #emit: Emit;
  readonly #services: ReadonlyMap<string, string>;
  readonly #steps = new Map<string, SeenStep>();
  readonly #finishedTransfers = new Set<string>();
  /** Steps that have ended, unless they begin once more: BuildKit says so of what it looks for twice. */
  readonly #ended = new Map<string, { step: SeenStep; cached: boolean; at: number }>();
  failed: FailedStep | undefined;

  constructor(emit: Emit, names: TargetNames) {
    this.#emit = emit;
    this.#services = new Map([...names].map(([service, target]) => [target, service]));
  }

  apply({ vertexes = [], statuses = [], logs = [], warnings = [] }: SolveStatus): void {
    // The same vertex comes several times in a line; the last word counts.
    for (const vertex of new Map(vertexes.map((each) => [each.digest, each])).values()) this.#vertex(vertex);
    for (const status of statuses) this.#transfer(status);
    for (const log of logs) this.#log(log);
    for (const { short, url, range, vertex } of warnings) {
      const line = range?.[0]?.start?.line;
      this.#emit({
        kind: 'build-warning',
        service: this.#steps.get(vertex)?.service ?? '',
        message: decode(short),
        ...(line === undefined ? {} : { line }),
        ...(url === undefined ? {} : { url }),
      });
    }
  }

  /** To be called now and then, and at the end: tells of the steps that have ended since. */
  settle(): void {
    for (const [digest, { step, cached, at }] of this.#ended) {
      step.isDone = true;
      this.#emit({ kind: 'build-step-done', service: step.service, step: digest, cached, at });
    }
    this.#ended.clear();
  }

  #vertex({ digest, name, started, completed, cached = false, error }: Vertex): void {
    if (started === undefined && !cached) return;
    const step = this.#steps.get(digest) ?? this.#begin(digest, name, started);
    if (step.isDone || step.isFailed) return;
    this.#ended.delete(digest);
    if (completed === undefined) return;
    const at = Date.parse(completed);
    // Steps that go on while another fails end with this.
    const isCancelled = error?.includes('context canceled') ?? false;
    if (error === undefined || error === '' || isCancelled) {
      this.#ended.set(digest, { step, cached, at: Math.max(at, step.startedAt) });
      // What comes from the cache does not begin again.
      if (cached) this.settle();
      return;
    }
    step.isFailed = true;
    this.failed ??= { service: step.service, name, output: step.output };
    const exitCode = Number(/exit code: (\d+)/.exec(error)?.[1] ?? Number.NaN);
    this.#emit({
      kind: 'build-step-failed',
      service: step.service,
      step: digest,
      error,
      at,
      ...(Number.isNaN(exitCode) ? {} : { exitCode }),
    });
  }

  #begin(digest: string, name: string, started: string | undefined): SeenStep {
    const [, target = '', rest = ''] = /^\[([^\s\]]+) ?(.*)$/s.exec(name) ?? [];
    const service = this.#services.get(target) ?? '';
    const own = service === '' ? name : `[${rest}`.replace(/^\[\]\s*/, '');
    const at = started === undefined ? Date.now() : Date.parse(started);
    const step = { service, name: own, output: '', isDone: false, isFailed: false, startedAt: at };
    this.#steps.set(digest, step);
    this.#emit({ kind: 'build-step-started', service, step: digest, name: own, at });
    return step;
  }

  #transfer({ id, vertex, current = 0, total = 0, completed }: VertexStatus): void {
    const step = this.#steps.get(vertex);
    const key = `${vertex}\0${id}`;
    if (step === undefined || this.#finishedTransfers.has(key)) return;
    if (completed !== undefined) this.#finishedTransfers.add(key);
    const size = Math.max(current, total);
    this.#emit({
      kind: 'build-step-progress',
      service: step.service,
      step: vertex,
      id,
      status: completed === undefined ? '' : 'done',
      current: completed === undefined ? current : size,
      ...(completed === undefined && total === 0 ? {} : { total: completed === undefined ? total : size }),
    });
  }

  #log({ vertex, stream, data }: VertexLog): void {
    const step = this.#steps.get(vertex);
    if (step === undefined) return;
    const text = decode(data);
    step.output = (step.output + text).slice(-keptOutput);
    this.#emit({
      kind: 'build-step-output',
      service: step.service,
      step: vertex,
      stream: stream === 2 ? 'stderr' : 'stdout',
      text,
    });
  }
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

/** A line of standard error that is a status; undefined for one that a person shall read. */
export function parseStatus(line: string): SolveStatus | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as SolveStatus;
  } catch {
    return undefined;
  }
}
