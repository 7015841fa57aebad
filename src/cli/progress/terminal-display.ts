/** The live display: builds above, resources below, written in place ten times a second. */
import type { BuildProgressEvent, MessageEvent, ProgressEvent } from '../../orchestrator/index.ts';
import type { Output } from '../terminal/output.ts';
import { buildLines } from './build-lines.ts';
import { BuildSteps } from './build-steps.ts';
import { colored, monochrome, type Paint } from './colors.ts';
import type { EventSink } from './display.ts';
import { LiveArea } from './live-area.ts';
import { ResourceRows, resourceLines } from './resource-rows.ts';
import { terminalMessage } from './warnings.ts';

/** Milliseconds between frames. */
const interval = 100;

export class TerminalDisplay implements EventSink {
  readonly #out: Output;
  readonly #title: string;
  readonly #paint: Paint;
  readonly #startedAt = Date.now();
  #resources = new ResourceRows();
  #builds = new BuildSteps();
  #area = new LiveArea();
  #timer: NodeJS.Timeout | undefined;
  #dryRun = false;

  constructor(out: Output, title: string, colors: boolean) {
    this.#out = out;
    this.#title = title;
    this.#paint = colors ? colored : monochrome;
  }

  progress(event: ProgressEvent, dryRun: boolean): void {
    this.#dryRun = dryRun;
    this.#resources.apply(event, Date.now());
    this.#run();
  }

  build(event: BuildProgressEvent): void {
    this.#builds.apply(event);
    this.#run();
  }

  message(event: MessageEvent): void {
    const age = (Date.now() - this.#startedAt) / 1000;
    const text = terminalMessage(event, age, this.#paint === colored);
    this.#out.write(this.#area.above(text, this.#out.columns));
    if (this.#timer !== undefined) this.#draw(false);
  }

  finish(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#draw(true);
    this.#resources = new ResourceRows();
    this.#builds = new BuildSteps();
    this.#area = new LiveArea();
  }

  /** A build that is over needs no more frames; it stays above what goes on. */
  #keepBuild(frame: { columns: number; now: number; paint: Paint }): void {
    const lines = buildLines(this.#builds, { ...frame, rows: this.#out.rows, final: true });
    this.#out.write(this.#area.above(lines.map((line) => `${line}\n`).join(''), frame.columns));
    this.#builds = new BuildSteps();
  }

  #run(): void {
    this.#timer ??= setInterval(() => this.#draw(false), interval);
  }

  #draw(final: boolean): void {
    const { columns, rows } = this.#out;
    const now = Date.now();
    const shared = { columns, now, paint: this.#paint, final };
    if (this.#builds.isFinished) this.#keepBuild(shared);
    const resources = resourceLines(this.#resources, {
      ...shared,
      rows: this.#builds.isRunning ? Math.ceil(rows / 2) : rows,
      title: this.#title,
      dryRun: this.#dryRun,
    });
    const builds = buildLines(this.#builds, { ...shared, rows: Math.max(3, rows - resources.length - 1) });
    const lines = [...builds, ...resources];
    if (lines.length > 0) this.#out.write(this.#area.frame(lines, { columns, rows }));
  }
}
