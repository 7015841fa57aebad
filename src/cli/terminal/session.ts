/** Connects the terminal with a process in a container, and gives it back as it was. */
import type { Session } from '../../orchestrator/index.ts';
import type { CommandContext } from '../context.ts';
import { DetachWatcher, defaultDetachKeys, parseDetachKeys } from './detach-keys.ts';

export interface SessionOptions {
  /** Connect standard input. */
  interactive: boolean;
  /** Hand SIGINT and SIGTERM on instead of ending. */
  forwardSignals: boolean;
  /** As in `--detach-keys`. */
  detachKeys?: string | undefined;
}

/** Starts the session's process and stays until it ends. Resolves to its exit code; 0 for detached sessions. */
export async function runSession(
  context: CommandContext,
  session: Session,
  options: SessionOptions,
): Promise<number> {
  if (session.detached) {
    await session.start();
    return 0;
  }
  const keys = options.detachKeys ? parseDetachKeys(options.detachKeys) : defaultDetachKeys;
  const ended = new AbortController();
  let detached = false;
  const restore = session.tty && options.interactive ? enterRawMode(context) : undefined;
  const release = options.forwardSignals
    ? context.onInterrupt((signal) => void session.signal(signal).catch(() => undefined))
    : detachOnInterrupt(context, session);
  try {
    await session.start();
    if (session.tty) followSize(context, session, ended.signal);
    const watcher = session.tty ? new DetachWatcher(keys) : undefined;
    const input = options.interactive ? sendInput(context, session, ended.signal, watcher) : undefined;
    void input?.then((letGo) => {
      detached = letGo;
      if (letGo) session.detach();
    });
    await showOutput(context, session);
    return detached ? 0 : await session.exitCode();
  } catch (error) {
    // Letting go cuts the connection.
    if (detached) return 0;
    throw error;
  } finally {
    ended.abort();
    release();
    restore?.();
  }
}

async function showOutput(context: CommandContext, session: Session): Promise<void> {
  for await (const { stream, data } of session.output) {
    const target = stream === 'stdout' ? context.stdout : context.stderr;
    target.write(data);
    await target.drained();
  }
}

function detachOnInterrupt(context: CommandContext, session: Session): () => void {
  const detach = (): void => session.detach();
  context.signal.addEventListener('abort', detach, { once: true });
  return () => context.signal.removeEventListener('abort', detach);
}

/** Keys go to the process as they are typed; Ctrl-C too. */
function enterRawMode(context: CommandContext): (() => void) | undefined {
  const { stdin } = context;
  if (!stdin.isTTY) return undefined;
  stdin.setRawMode(true);
  return () => stdin.setRawMode(false);
}

function followSize(context: CommandContext, session: Session, ended: AbortSignal): void {
  const { stdout } = context;
  if (!stdout.isTerminal) return;
  const resize = (): void => {
    // The process may be gone by now; its end is told by its output.
    void session.resize({ columns: stdout.columns, rows: stdout.rows }).catch(() => undefined);
  };
  stdout.onResize(resize, ended);
  resize();
}

/**
 * Until the input or the process ends; true when the user let go of the process. A process that does not read its input is
 * no error.
 */
async function sendInput(
  context: CommandContext,
  session: Session,
  ended: AbortSignal,
  watcher: DetachWatcher | undefined,
): Promise<boolean> {
  const { stdin } = context;
  const stop = (): void => {
    stdin.destroy();
  };
  ended.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stdin as AsyncIterable<Uint8Array>) {
      const { pass, detached } = watcher?.push(chunk) ?? { pass: chunk, detached: false };
      if (pass.length > 0) await session.write(pass);
      if (detached) return true;
    }
    session.closeInput();
  } catch {
    session.closeInput();
  } finally {
    ended.removeEventListener('abort', stop);
  }
  return false;
}
