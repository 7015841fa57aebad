/** How progress is shown, chosen by flags and terminal. */
import type {
  BuildProgressEvent,
  MessageEvent,
  OrchestratorEvent,
  ProgressEvent,
} from '../../orchestrator/index.ts';
import { type CommandContext, statusOutput } from '../context.ts';
import { PlainBuild } from './build-plain.ts';
import { BuildSteps } from './build-steps.ts';
import { jsonMessage, jsonProgress } from './json.ts';
import { plainLine, plainMessage } from './plain.ts';
import { TerminalDisplay } from './terminal-display.ts';

export interface ProgressDisplay {
  readonly onEvent: (event: OrchestratorEvent) => void;
  /** Lines that change in place, rather than a line for each event. */
  readonly inPlace: boolean;
  /** Shows the last state, for good. Events that come later begin a new display. */
  finish(): void;
}

export interface DisplayOptions {
  /** After `[+]`: `Running`, `Stopping`, … */
  title: string;
  /** Shows nothing but messages: `--quiet`. */
  quiet?: boolean;
  /** Shows nothing of builds: `--quiet-build`. */
  quietBuild?: boolean;
}

export function openDisplay(context: CommandContext, options: DisplayOptions): ProgressDisplay {
  const { progress, dryRun } = context.options;
  const display = chooseDisplay(context, options);
  const quiet = options.quiet || progress === 'quiet';
  return {
    inPlace: display instanceof TerminalDisplay,
    onEvent: (event) => {
      if (event.kind === 'message') display.message(event);
      else if (quiet) return;
      else if (event.kind === 'progress') display.progress(event, dryRun);
      // What hooks say is shown where logs are.
      else if (event.kind !== 'hook-output' && !options.quietBuild) display.build(event);
    },
    finish: () => display.finish(),
  };
}

/** What a form of display does with each kind of event. */
export interface EventSink {
  progress(event: ProgressEvent, dryRun: boolean): void;
  message(event: MessageEvent): void;
  build(event: BuildProgressEvent): void;
  finish(): void;
}

function chooseDisplay(context: CommandContext, options: DisplayOptions): EventSink {
  const out = statusOutput(context);
  const { progress } = context.options;
  if (progress === 'json') return new JsonDisplay(out);
  if (progress === 'tty' || (progress === 'auto' && out.isTerminal))
    return new TerminalDisplay(out, options.title, context.options.colors);
  return new PlainDisplay(out, context.stderr);
}

class PlainDisplay implements EventSink {
  readonly #out: { write(text: string): void };
  readonly #warnings: { write(text: string): void };
  readonly #build = new PlainBuild(new BuildSteps());

  constructor(out: { write(text: string): void }, warnings: { write(text: string): void }) {
    this.#out = out;
    this.#warnings = warnings;
  }

  progress(event: ProgressEvent, dryRun: boolean): void {
    this.#out.write(plainLine(event, dryRun));
  }

  message(event: MessageEvent): void {
    this.#warnings.write(plainMessage(event, new Date()));
  }

  build(event: BuildProgressEvent): void {
    const text = this.#build.render(event, Date.now());
    if (text !== '') this.#out.write(text);
  }

  finish(): void {}
}

class JsonDisplay implements EventSink {
  readonly #out: { write(text: string): void };

  constructor(out: { write(text: string): void }) {
    this.#out = out;
  }

  progress(event: ProgressEvent, dryRun: boolean): void {
    this.#out.write(jsonProgress(event, dryRun));
  }

  message(event: MessageEvent): void {
    this.#out.write(jsonMessage(event, new Date()));
  }

  build(event: BuildProgressEvent): void {
    this.#out.write(`${JSON.stringify(event)}\n`);
  }

  finish(): void {}
}
