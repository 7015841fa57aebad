/** Lines of containers, with the service's name before each, as Docker Compose prints them. */
import type { LifecycleEvent, LogLine } from '../../orchestrator/index.ts';
import { logPalette } from '../../shared/index.ts';

/** Where the lines go. */
export interface LogTargets {
  stdout: { write(text: string): void };
  stderr: { write(text: string): void };
}

export interface LogStyle {
  colors: boolean;
  /** The service's name before each line. */
  prefix: boolean;
  /** Output of standard error goes to ours (`up`); without, all goes to standard output (`logs`). */
  splitStreams: boolean;
}

/** Docker Compose's name for the watch, which counts for the width of the names though it is not shown. */
const watchName = '#watch';
const watchColor = '92';

interface Presenter {
  color: string | undefined;
  prefix: string;
}

/** Bytes that are gathered before they are written, so that a flood of lines does not cost a system call each. */
const gatherLimit = 64 * 1024;

export class LogPrinter {
  readonly #targets: LogTargets;
  readonly #style: LogStyle;
  readonly #presenters = new Map<string, Presenter>();
  /** By container: what was said of its end. */
  readonly #explained = new Map<string, string>();
  #watch: Presenter | undefined;
  #pending = '';
  #pendingTarget: 'stdout' | 'stderr' = 'stdout';
  #scheduled: NodeJS.Immediate | undefined;

  constructor(targets: LogTargets, style: LogStyle) {
    this.#targets = targets;
    this.#style = style;
  }

  /** Fixes the colours of these containers, and makes room for the longest name. */
  register(labels: readonly string[]): void {
    for (const label of labels) {
      if (this.#presenters.has(label)) continue;
      const color = this.#style.colors ? logPalette[this.#presenters.size % logPalette.length] : undefined;
      this.#presenters.set(label, { color, prefix: '' });
    }
    this.#align();
  }

  #align(): void {
    if (!this.#style.prefix) return;
    const names = [...this.#presenters.keys(), ...(this.#watch === undefined ? [] : [watchName])];
    const width = Math.max(...names.map((name) => name.length)) + 1;
    for (const [label, presenter] of this.#presenters)
      presenter.prefix = paint(presenter, `${label.padEnd(width)} | `);
    if (this.#watch !== undefined) this.#watch.prefix = paint(this.#watch, `${' '.repeat(width)} ⦿ `);
  }

  /** A line about the watch. */
  watchLine(text: string, target: 'stdout' | 'stderr' = 'stdout'): void {
    if (this.#watch === undefined) {
      this.#watch = { color: this.#style.colors ? watchColor : undefined, prefix: '' };
      this.#align();
    }
    this.#put(target, `${this.#watch.prefix}${text}\n`);
  }

  /** A line as it is. */
  raw(text: string, target: 'stdout' | 'stderr'): void {
    this.#put(target, `${text}\n`);
  }

  line(line: LogLine): void {
    const { prefix } = this.#presenter(line.label);
    const target = this.#style.splitStreams ? line.stream : 'stdout';
    const time = line.timestamp === undefined ? '' : `${line.timestamp} `;
    this.#put(target, `${prefix}${time}${line.line}\n`);
  }

  lifecycle(event: LifecycleEvent): void {
    switch (event.kind) {
      case 'attached':
        return;
      case 'exited': {
        const again = event.restarting ? ' (restarting)' : '';
        this.status(event.label, `exited with code ${event.exitCode}${again}`);
        this.#explain(event);
        return;
      }
      case 'recreated':
        this.status(event.label, 'has been recreated');
    }
  }

  /** Once for each reason: a container may be started again and again. */
  #explain({ label, why }: LifecycleEvent & { kind: 'exited' }): void {
    if (why === undefined || this.#explained.get(label) === why.words) return;
    this.#explained.set(label, why.words);
    this.#put('stderr', `${label}: ${why.words}\n  ${why.advice}\n`);
  }

  /** Something about a container that it did not print itself. */
  status(label: string, message: string): void {
    const presenter = label === '' ? { color: undefined } : this.#presenter(label);
    this.#put('stdout', paint(presenter, `\r\x1b[K${label} ${message}\n`));
  }

  /** Writes what is gathered. */
  flush(): void {
    if (this.#scheduled !== undefined) clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    const text = this.#pending;
    this.#pending = '';
    if (text !== '') this.#targets[this.#pendingTarget].write(text);
  }

  #presenter(label: string): Presenter {
    const known = this.#presenters.get(label);
    if (known !== undefined) return known;
    this.register([label]);
    return this.#presenters.get(label) ?? { color: undefined, prefix: '' };
  }

  #put(target: 'stdout' | 'stderr', text: string): void {
    if (target !== this.#pendingTarget) this.flush();
    this.#pendingTarget = target;
    this.#pending += text;
    if (this.#pending.length > gatherLimit) this.flush();
    else this.#scheduled ??= setImmediate(() => this.flush());
  }
}

function paint(presenter: Pick<Presenter, 'color'>, text: string): string {
  return presenter.color === undefined ? text : `\x1b[${presenter.color}m${text}\x1b[0m`;
}
