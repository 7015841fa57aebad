import type { BuildEvent } from '../contract.ts';

/** Lines of output that a failure repeats. */
const tailLines = 20;

/** One line of progress, from its begin to its end. */
export class StepProgress {
  readonly name: string;
  readonly #id: string;
  readonly #emit: (event: BuildEvent) => void;
  #tail = '';

  constructor(id: string, name: string, stage: string | undefined, emit: (event: BuildEvent) => void) {
    this.#id = id;
    this.name = name;
    this.#emit = emit;
    emit({ kind: 'step-started', id, name, stage, at: Date.now() });
  }

  output(stream: 'stdout' | 'stderr', text: string): void {
    this.#tail = (this.#tail + text).slice(-16_384);
    this.#emit({ kind: 'step-output', id: this.#id, stream, text });
  }

  message(message: (BuildEvent & { kind: 'step-progress' })['message']): void {
    this.#emit({ kind: 'step-progress', id: this.#id, message });
  }

  done(cached: boolean): void {
    this.#emit({ kind: 'step-done', id: this.#id, cached, at: Date.now() });
  }

  failed(error: string, exitCode?: number): void {
    const code = exitCode === undefined ? {} : { exitCode };
    this.#emit({ kind: 'step-failed', id: this.#id, error, ...code, at: Date.now() });
  }

  /** The last lines of output, without an empty one at the end. */
  tail(): string[] {
    const lines = this.#tail.replace(/\n$/, '').split('\n');
    return this.#tail === '' ? [] : lines.slice(-tailLines);
  }
}

/** The progress of one build. */
export class Progress {
  readonly emit: (event: BuildEvent) => void;
  #count = 0;

  constructor(emit: (event: BuildEvent) => void) {
    this.emit = emit;
  }

  begin(name: string, stage?: string): StepProgress {
    return new StepProgress(String(++this.#count), name, stage, this.emit);
  }

  /** A step around some work; what it throws goes on. */
  async around<T>(name: string, work: (step: StepProgress) => Promise<T> | T): Promise<T> {
    const step = this.begin(name);
    try {
      const result = await work(step);
      step.done(false);
      return result;
    } catch (error) {
      step.failed(error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
}
