import { type Signal, signal } from '@preact/signals';
import type {
  Change,
  ChangePlan,
  ChangeProgress,
  EngineName,
  Failure,
  StartupSpan,
} from '../../../src/dashboard-api/index.ts';
import type { ProgressEvent } from '../../../src/orchestrator/contract-data.ts';
import { call, failureOf } from '../connection/index.ts';

export interface BuildStep {
  service: string;
  name: string;
  begin: number;
  end?: number;
  cached?: boolean;
  failed?: boolean;
  /** The last of its output. */
  lines: string[];
}

/** Lines of output kept of one build step. */
const KEPT_LINES = 40;
/** Progress comes faster than anybody reads: it is drawn so often. Milliseconds. */
const DRAWN_MS = 100;

let last = 0;

/** Builds of several services number their steps alike, or share one and the same. */
function stepKey({ service, step }: { service: string; step: string }): string {
  return `${service} ${step}`;
}

/** A plan that is being applied, or was: what the sheet, the project's page and the activity page show of it. */
export class Run {
  readonly id: number;
  readonly engine: EngineName;
  readonly change: Change;
  readonly plan: ChangePlan;
  /** Unix milliseconds. */
  readonly begin: number = Date.now();
  end: number | undefined;
  state: 'running' | 'done' | 'failed' | 'cancelled' = 'running';
  /** It is over, and something that it started is neither healthy nor unhealthy yet. */
  awaitsHealth = false;
  failure: Failure | undefined;
  /** By what they are about; in the order in which they came. */
  readonly resources: Map<string, ProgressEvent> = new Map();
  readonly spans: Map<string, StartupSpan> = new Map();
  readonly buildSteps: Map<string, BuildStep> = new Map();
  readonly messages: { level: string; text: string }[] = [];
  /** Changes when any of this has changed. */
  readonly version: Signal<number> = signal(0);
  readonly #stop = new AbortController();
  #drawing = false;

  constructor(engine: EngineName, change: Change, plan: ChangePlan) {
    last += 1;
    this.id = last;
    this.engine = engine;
    this.change = change;
    this.plan = plan;
  }

  get project(): string | undefined {
    return 'project' in this.change ? this.change.project : undefined;
  }

  /** Why it failed, in a line: builders show lines of the Dockerfile before they say it. */
  get conclusion(): string | undefined {
    return this.failure?.message.trimEnd().split('\n').at(-1);
  }

  cancel(): void {
    this.#stop.abort(new Error('cancelled'));
  }

  async apply(): Promise<void> {
    try {
      const { exitCode } = await call(
        'change.apply',
        this.engine,
        { plan: this.plan.id },
        { onProgress: (progress) => this.#take(progress), signal: this.#stop.signal },
      );
      this.state = exitCode === 0 ? 'done' : 'failed';
      if (exitCode !== 0) this.failure = { code: 'change-failed', message: this.#worst(exitCode) };
    } catch (thrown) {
      this.state = this.#stop.signal.aborted ? 'cancelled' : 'failed';
      if (!this.#stop.signal.aborted) this.failure = failureOf(thrown);
    }
    this.end = Date.now();
    this.version.value += 1;
  }

  /** Takes spans of what came after its end. */
  follow(spans: readonly StartupSpan[]): void {
    for (const span of spans) this.spans.set(`${span.service} ${span.phase}`, span);
    this.awaitsHealth = spans.some(({ end }) => end === undefined);
    this.version.value += 1;
  }

  #worst(exitCode: number): string {
    const failed = [...this.resources.values()].findLast(({ state }) => state === 'error');
    const said = this.messages.findLast(({ level }) => level === 'error');
    return (
      said?.text ?? (failed && `${failed.id}: ${failed.statusText}`) ?? `It ended with exit code ${exitCode}.`
    );
  }

  #take(progress: ChangeProgress): void {
    if ('span' in progress) {
      const { service, phase } = progress.span;
      this.spans.set(`${service} ${phase}`, progress.span);
    } else this.#takeEvent(progress.event);
    if (this.#drawing) return;
    this.#drawing = true;
    setTimeout(() => {
      this.#drawing = false;
      this.version.value += 1;
    }, DRAWN_MS);
  }

  #takeEvent(event: Extract<ChangeProgress, { event: unknown }>['event']): void {
    switch (event.kind) {
      case 'progress':
        this.resources.set(`${event.parent ?? ''} ${event.id}`, event);
        return;
      case 'message':
        this.messages.push(event);
        return;
      case 'build-warning':
        this.messages.push({ level: 'warning', text: event.message });
        return;
      case 'build-step-started':
        this.buildSteps.set(stepKey(event), {
          service: event.service,
          name: event.name,
          begin: event.at,
          lines: [],
        });
        return;
      default:
        this.#takeStep(event);
    }
  }

  #takeStep(event: Extract<ChangeProgress, { event: unknown }>['event']): void {
    const step = 'step' in event ? this.buildSteps.get(stepKey(event)) : undefined;
    if (step === undefined) return;
    if (event.kind === 'build-step-output') {
      step.lines.push(...event.text.trimEnd().split('\n'));
      step.lines.splice(0, step.lines.length - KEPT_LINES);
    }
    if (event.kind === 'build-step-done') Object.assign(step, { end: event.at, cached: event.cached });
    if (event.kind === 'build-step-failed') {
      Object.assign(step, { end: event.at, failed: true });
      step.lines.push(event.error);
    }
  }
}
