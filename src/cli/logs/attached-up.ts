/** The terminal of an attached `up`: the display while things are made, then what containers print, then the stop. */
import type { AttachOptions, OrchestratorEvent } from '../../orchestrator/index.ts';
import { type CommandContext, stdoutHasAnsi } from '../context.ts';
import { colored, monochrome } from '../progress/colors.ts';
import type { ProgressDisplay } from '../progress/display.ts';
import { plainLine } from '../progress/plain.ts';
import { LogPrinter } from './log-printer.ts';

export interface AttachedTerminal {
  attach: Pick<AttachOptions, 'onLog' | 'onLifecycle' | 'onAttaching' | 'onStopping' | 'stop' | 'kill'>;
  onEvent: (event: OrchestratorEvent) => void;
  /** The user asked to stop. */
  interrupted: () => boolean;
  close: () => void;
}

export interface AttachedStyle {
  colors: boolean;
  prefix: boolean;
  timestamps: boolean;
}

export function attachTerminal(
  context: CommandContext,
  display: ProgressDisplay,
  style: AttachedStyle,
): AttachedTerminal {
  const printer = new LogPrinter(context, {
    colors: style.colors && stdoutHasAnsi(context),
    prefix: style.prefix,
    splitStreams: true,
  });
  const stop = new AbortController();
  const kill = new AbortController();
  let attached = false;
  let release: (() => void) | undefined;
  const interrupt = (): void => {
    if (stop.signal.aborted) kill.abort();
    else stop.abort();
  };
  return {
    attach: {
      stop: stop.signal,
      kill: kill.signal,
      onAttaching(labels) {
        display.finish();
        attached = true;
        release = context.onInterrupt(interrupt);
        if (labels.length > 0) context.stdout.write(`Attaching to ${labels.join(', ')}\n`);
        printer.register(labels);
      },
      onLog: (line) =>
        printer.line(style.timestamps ? { ...line, timestamp: line.timestamp ?? now() } : line),
      onLifecycle: (event) => printer.lifecycle(event),
      onStopping() {
        printer.flush();
        if (stop.signal.aborted) context.stdout.write('Gracefully Stopping... press Ctrl+C again to force\n');
        else context.stderr.write(`${paint(context).error('Aborting on container exit...')}\n`);
      },
    },
    onEvent: (event) => {
      if (attached && event.kind === 'progress') showStop(context, printer, event);
      else display.onEvent(event);
    },
    interrupted: () => stop.signal.aborted,
    close() {
      release?.();
      printer.flush();
    },
  };
}

function now(): string {
  return new Date().toISOString().replace('Z', '000000Z');
}

function paint(context: CommandContext): typeof colored {
  return context.options.colors ? colored : monochrome;
}

/** Between the lines of containers there is no place for a live display. */
function showStop(
  context: CommandContext,
  printer: LogPrinter,
  event: OrchestratorEvent & { kind: 'progress' },
): void {
  if (context.options.progress === 'auto' && context.stderr.isTerminal) {
    printer.status('', `${event.id} ${event.text} ${paint(context).success(event.statusText)}`);
    return;
  }
  printer.flush();
  if (context.options.progress !== 'quiet') context.stderr.write(plainLine(event, false));
}
