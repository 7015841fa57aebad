/** What every command is given: its surroundings, and how it was asked to behave. */
import type { TlsChoice } from '../engine-client/index.ts';
import { isTruthy } from './args/values.ts';
import type { Output } from './terminal/output.ts';

export type ProgressMode = 'auto' | 'tty' | 'plain' | 'json' | 'quiet';

export interface GlobalOptions {
  files: readonly string[];
  projectName: string | undefined;
  projectDirectory: string | undefined;
  envFiles: readonly string[];
  profiles: readonly string[];
  allResources: boolean;
  compatibility: boolean;
  /** At most so many things at once; `undefined` for no limit. */
  parallel: number | undefined;
  dryRun: boolean;
  engine: string | undefined;
  host: string | undefined;
  dockerContext: string | undefined;
  tls: TlsChoice | undefined;
  progress: ProgressMode;
  /** Escape sequences on standard output; `auto`: when it is a terminal. */
  ansi: 'never' | 'always' | 'auto';
  /** `NO_COLOR` is not set. */
  colors: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CommandContext {
  /** The command as it was called: `tutti up`, `docker compose up`. */
  readonly name: string;
  /** Called by the docker client. */
  readonly isPlugin: boolean;
  readonly options: GlobalOptions;
  readonly env: Environment;
  /** Absolute. */
  readonly cwd: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: Output;
  readonly stderr: Output;
  /**
   * Signals of the user that ask to end (`SIGINT`, `SIGTERM`): aborted by the first. A command that wants to hear
   * further ones takes them over with `onInterrupt`.
   */
  readonly signal: AbortSignal;
  /** From now on the listener hears every interruption, and `signal` is left alone. Returns how to undo it. */
  readonly onInterrupt: (listener: (signal: 'SIGINT' | 'SIGTERM') => void) => () => void;
}

/** Whether standard output gets escape sequences. */
export function stdoutHasAnsi(context: CommandContext): boolean {
  const { ansi, colors } = context.options;
  if (!colors || ansi === 'never') return false;
  return ansi === 'always' || context.stdout.isTerminal;
}

/** Where the state of what is done goes (`COMPOSE_STATUS_STDOUT`). Warnings and mistakes go to standard error. */
export function statusOutput({ env, stdout, stderr }: CommandContext): Output {
  return isTruthy(env['COMPOSE_STATUS_STDOUT']) ? stdout : stderr;
}

/** The same surroundings with other options; inherits, so that standard input is not opened by a copy. */
export function withOptions(context: CommandContext, options: Partial<GlobalOptions>): CommandContext {
  const own = { options: { value: { ...context.options, ...options } } };
  return Object.create(context, own) as CommandContext;
}
