/** A build as numbered lines, in the form of BuildKit's `--progress plain`. */
import type { BuildProgressEvent } from '../../orchestrator/index.ts';
import type { BuildStep, BuildSteps } from './build-steps.ts';

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}

/** Renders events in the order in which they come; a step that speaks after another repeats its head. */
export class PlainBuild {
  readonly #steps: BuildSteps;
  /** The step that spoke last. */
  #current: number | undefined;

  constructor(steps: BuildSteps) {
    this.#steps = steps;
  }

  /** The lines of an event; `now` is milliseconds since the epoch. */
  render(event: BuildProgressEvent, now: number): string {
    this.#steps.apply(event);
    if (event.kind === 'build-started' || event.kind === 'build-done') return '';
    if (event.kind === 'build-warning') return `\nWARNING: ${event.message}\n`;
    const step = this.#steps.find(event);
    if (step === undefined) return '';
    const lines = this.#linesOf(event, step, now);
    const text = lines.map((line) => (line === '' ? '\n' : `#${step.number} ${line}\n`)).join('');
    return this.#head(step) + text;
  }

  #linesOf(event: BuildProgressEvent, step: BuildStep, now: number): string[] {
    switch (event.kind) {
      case 'build-step-output': {
        const time = ((now - step.startedAt) / 1000).toFixed(3);
        return event.text
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => `${time} ${line}`);
      }
      case 'build-step-progress':
        // Only the end of each transfer: a line for every block of bytes would drown the rest.
        return event.total !== undefined && event.current === event.total
          ? [`${event.id} ${event.status}`]
          : [];
      case 'build-step-done':
        return [event.cached ? 'CACHED' : `DONE ${seconds(event.at - step.startedAt)}s`, ''];
      case 'build-step-failed':
        return [`ERROR: ${event.error}`, ''];
      default:
        return [];
    }
  }

  #head(step: BuildStep): string {
    if (this.#current === step.number) return '';
    this.#current = step.number;
    return `#${step.number} ${this.#steps.title(step)}\n`;
  }
}
