/** What is known of the builds that run: steps by number, with their output. */
import type { BuildProgressEvent } from '../../orchestrator/index.ts';

export interface BuildStep {
  /** From 1, in the order of their start. */
  readonly number: number;
  readonly service: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  endedAt: number | undefined;
  outcome: 'running' | 'done' | 'cached' | 'failed';
  error: string | undefined;
  /** The last lines that it printed. */
  tail: string[];
  /** Downloads and the like, by id. */
  progress: Map<string, { status: string; current: number; total: number }>;
}

/** Lines of a step's output that are kept for the display. */
const tailLength = 12;

export class BuildSteps {
  readonly #steps = new Map<string, BuildStep>();
  readonly #services = new Set<string>();
  readonly #running = new Set<string>();
  startedAt: number | undefined;
  endedAt: number | undefined;

  get steps(): BuildStep[] {
    return [...this.#steps.values()];
  }

  /** A build goes on. */
  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  /** All that was begun has ended well. */
  get isFinished(): boolean {
    return this.startedAt !== undefined && !this.isRunning && this.failed.length === 0;
  }

  get failed(): BuildStep[] {
    return this.steps.filter((step) => step.outcome === 'failed');
  }

  done(): number {
    return this.steps.filter((step) => step.outcome !== 'running').length;
  }

  find(event: { service: string; step: string }): BuildStep | undefined {
    return this.#steps.get(`${event.service}\0${event.step}`);
  }

  /** With several services, the service's name goes into the step's brackets: `[web 2/3] RUN …`. Some steps are for all of them. */
  title(step: BuildStep): string {
    if (this.#services.size < 2 || step.service === '') return step.name;
    return step.name.startsWith('[')
      ? `[${step.service} ${step.name.slice(1)}`
      : `[${step.service}] ${step.name}`;
  }

  apply(event: BuildProgressEvent): void {
    switch (event.kind) {
      case 'build-started':
        this.startedAt ??= event.at;
        this.#services.add(event.service);
        this.#running.add(event.service);
        return;
      case 'build-step-started':
        this.#start(event);
        return;
      case 'build-step-output': {
        const step = this.find(event);
        step?.tail.push(...event.text.replace(/\n$/, '').split('\n'));
        step?.tail.splice(0, step.tail.length - tailLength);
        return;
      }
      case 'build-step-progress':
        this.find(event)?.progress.set(event.id, {
          status: event.status,
          current: event.current ?? 0,
          total: event.total ?? 0,
        });
        return;
      case 'build-step-done':
        this.#end(event, event.cached ? 'cached' : 'done', event.at);
        return;
      case 'build-step-failed': {
        const step = this.#end(event, 'failed', event.at);
        if (step !== undefined) step.error = event.error;
        this.#running.delete(event.service);
        this.endedAt = event.at;
        return;
      }
      case 'build-warning':
        return;
      case 'build-done':
        this.#running.delete(event.service);
        this.endedAt = event.at;
        return;
    }
  }

  #start(event: { service: string; step: string; name: string; at: number }): void {
    const key = `${event.service}\0${event.step}`;
    if (this.#steps.has(key)) return;
    this.#steps.set(key, {
      number: this.#steps.size + 1,
      service: event.service,
      name: event.name,
      startedAt: event.at,
      endedAt: undefined,
      outcome: 'running',
      error: undefined,
      tail: [],
      progress: new Map(),
    });
  }

  #end(
    event: { service: string; step: string },
    outcome: BuildStep['outcome'],
    at: number,
  ): BuildStep | undefined {
    const step = this.find(event);
    if (step === undefined) return undefined;
    step.outcome = outcome;
    step.endedAt = at;
    return step;
  }
}
