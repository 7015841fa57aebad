/** The terminal of an attached `up`: the display while things are made, then what containers print, then the stop. */
import type { Project } from '../../compose-file/index.ts';
import type { AttachOptions, OrchestratorEvent, WatchEvent } from '../../orchestrator/index.ts';
import { messageOf } from '../../shared/index.ts';
import { type CommandContext, statusOutput, stdoutHasAnsi } from '../context.ts';
import type { RunningDashboard } from '../dashboard/start-dashboard.ts';
import { openUpMenu, type UpMenu } from '../menu/up-menu.ts';
import { colored, monochrome } from '../progress/colors.ts';
import type { ProgressDisplay } from '../progress/display.ts';
import { plainLine } from '../progress/plain.ts';
import { warningSink } from '../progress/warnings.ts';
import { LogPrinter } from './log-printer.ts';
import { WatchLines } from './watch-lines.ts';
import { type WatchRun, WatchSwitch } from './watch-switch.ts';

export interface AttachedStyle {
  colors: boolean;
  prefix: boolean;
  timestamps: boolean;
}

export interface AttachedFeatures {
  project: Project;
  /** Absent when no service has rules to watch. */
  watch: ((run: WatchRun, onWatch: (event: WatchEvent) => void) => Promise<void>) | undefined;
  /** `--watch`. */
  watchesAtOnce: boolean;
  menu: boolean;
  /** The project's configuration as text. */
  config: () => Promise<string>;
}

/** What an attached `up` shows, and what its user asks for by signals and keys. */
export class AttachedTerminal {
  readonly #context: CommandContext;
  readonly #display: ProgressDisplay;
  readonly #style: AttachedStyle;
  readonly #features: AttachedFeatures;
  readonly #printer: LogPrinter;
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  readonly #detach = new AbortController();
  readonly #watch: WatchSwitch | undefined;
  /** By the watch. */
  #restarting: readonly string[] = [];
  #menu: UpMenu | undefined;
  #dashboard: RunningDashboard | undefined;
  #attached = false;
  #release: (() => void) | undefined;

  constructor(
    context: CommandContext,
    display: ProgressDisplay,
    style: AttachedStyle,
    features: AttachedFeatures,
  ) {
    this.#context = context;
    this.#display = display;
    this.#style = style;
    this.#features = features;
    this.#printer = new LogPrinter(
      {
        stdout: { write: (text) => this.#write('stdout', text) },
        stderr: { write: (text) => this.#write('stderr', text) },
      },
      { colors: style.colors && stdoutHasAnsi(context), prefix: style.prefix, splitStreams: true },
    );
    this.#watch = this.#openWatch();
  }

  get attach(): Pick<
    AttachOptions,
    'onLog' | 'onLifecycle' | 'isRestarting' | 'onAttaching' | 'onStopping' | 'stop' | 'kill' | 'detach'
  > {
    return {
      stop: this.#stop.signal,
      kill: this.#kill.signal,
      detach: this.#detach.signal,
      onAttaching: (labels, project) => this.#begin(labels, project),
      onLog: (line) =>
        this.#printer.line(this.#style.timestamps ? { ...line, timestamp: line.timestamp ?? now() } : line),
      onLifecycle: (event) => this.#printer.lifecycle(event),
      isRestarting: (service) => this.#restarting.includes(service),
      onStopping: () => this.#stopping(),
    };
  }

  onEvent(event: OrchestratorEvent): void {
    if (event.kind === 'hook-output') this.attach.onLog(event.line);
    else if (this.#attached && event.kind === 'progress') this.#showStop(event);
    else if (this.#attached && event.kind === 'message') this.#warn(event.text, event.level);
    else this.#display.onEvent(event);
  }

  /** The user asked to stop. */
  get interrupted(): boolean {
    return this.#stop.signal.aborted;
  }

  /** The user let go of the containers. */
  get detached(): boolean {
    return this.#detach.signal.aborted;
  }

  async close(): Promise<void> {
    await this.#watch?.stop();
    this.#release?.();
    this.#menu?.close();
    this.#printer.flush();
    await this.#endDashboard();
  }

  async #endDashboard(): Promise<void> {
    if (this.#dashboard === undefined) return;
    await this.#dashboard[Symbol.asyncDispose]();
    if (this.detached)
      this.#context.stderr.write('The dashboard ended with this command, "tutti ui" serves it again.\n');
  }

  /** Served by this process, as long as it lives. */
  async #view({ name }: Project): Promise<void> {
    const { startDashboard } = await import('../dashboard/start-dashboard.ts');
    this.#dashboard ??= await startDashboard(this.#context, {
      port: undefined,
      readOnly: false,
      project: name,
    });
    const above = this.#menu?.wrap(this.#context.stdout);
    await this.#dashboard.show(true, above && ((text) => above.write(text)));
  }

  async #begin(labels: string[], project: Project): Promise<void> {
    const { context, features } = { context: this.#context, features: this.#features };
    this.#display.finish();
    this.#attached = true;
    this.#release = context.onInterrupt(() => this.#interrupt());
    this.#printer.register(labels);
    if (features.menu)
      this.#menu = openUpMenu(context, {
        watch: this.#watch,
        config: features.config,
        view: () => this.#view(project),
        detach: () => this.#letGo(),
        interrupt: () => this.#interrupt(),
      });
    this.#watch?.use(project);
    if (features.watchesAtOnce) await this.#watch?.start();
    if (labels.length > 0) this.#printer.raw(`Attaching to ${labels.join(', ')}`, 'stdout');
  }

  #interrupt(): void {
    // Whoever asks a third time does not want to wait for the orderly end.
    if (this.#kill.signal.aborted) process.exit(130);
    if (this.#stop.signal.aborted) this.#kill.abort();
    else this.#stop.abort();
  }

  #letGo(): void {
    this.#menu?.close();
    this.#detach.abort();
  }

  #stopping(): void {
    this.#printer.flush();
    this.#menu?.close();
    const { stdout, options } = this.#context;
    if (this.#stop.signal.aborted) stdout.write('Gracefully Stopping... press Ctrl+C again to force\n');
    else
      statusOutput(this.#context).write(
        `${(options.colors ? colored : monochrome).error('Aborting on container exit...')}\n`,
      );
  }

  #openWatch(): WatchSwitch | undefined {
    const { watch, project } = this.#features;
    if (watch === undefined) return undefined;
    const lines = new WatchLines();
    const run = async (given: WatchRun): Promise<void> => {
      await watch(given, (event) => {
        const text = lines.render(event);
        for (const line of text.lines) {
          if (text.isOwn) this.#printer.watchLine(line);
          else this.#printer.raw(line, text.stream);
        }
        if (event.kind === 'restarting') this.#restarting = event.services;
        if (event.kind === 'restarted' || event.kind === 'failed') this.#restarting = [];
        if (event.kind === 'failed') this.#warn(`Error handling changed files: ${event.message}`, 'warning');
        if (event.kind === 'enabled') given.onEnabled();
      });
      this.#printer.watchLine('Watch disabled');
    };
    return new WatchSwitch(project, run, (error) => this.#printer.watchLine(messageOf(error), 'stderr'));
  }

  #warn(text: string, level: 'warning' | 'error' | 'info'): void {
    this.#printer.flush();
    const stderr = { ...this.#context.stderr, write: (data: string) => this.#write('stderr', data) };
    const context = Object.create(this.#context, { stderr: { value: stderr } }) as CommandContext;
    warningSink(context)({ kind: 'message', level, text });
  }

  #write(target: 'stdout' | 'stderr', text: string): void {
    const output = this.#context[target];
    (this.#menu?.wrap(output) ?? output).write(text);
  }

  /** Between the lines of containers there is no place for a live display. */
  #showStop(event: OrchestratorEvent & { kind: 'progress' }): void {
    const { options } = this.#context;
    const out = statusOutput(this.#context);
    if (options.progress === 'auto' && out.isTerminal) {
      const paint = options.colors ? colored : monochrome;
      this.#printer.status('', `${event.id} ${event.text} ${paint.success(event.statusText)}`);
      return;
    }
    this.#printer.flush();
    if (options.progress !== 'quiet') out.write(plainLine(event, false));
  }
}

function now(): string {
  return new Date().toISOString().replace('Z', '000000Z');
}
