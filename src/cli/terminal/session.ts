/** Connects the terminal with a process in a container, and gives it back as it was. */
import type { Session } from '../../orchestrator/index.ts';
import type { CommandContext } from '../context.ts';

export interface SessionOptions {
  /** Connect standard input. */
  interactive: boolean;
  /** Hand SIGINT and SIGTERM on instead of ending. */
  forwardSignals: boolean;
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
  const ended = new AbortController();
  const restore = session.tty && options.interactive ? enterRawMode(context) : undefined;
  const release = options.forwardSignals
    ? context.onInterrupt((signal) => void session.signal(signal).catch(() => undefined))
    : detachOnInterrupt(context, session);
  try {
    await session.start();
    if (session.tty) followSize(context, session, ended.signal);
    if (options.interactive) void sendInput(context, session, ended.signal);
    for await (const { stream, data } of session.output) {
      const target = stream === 'stdout' ? context.stdout : context.stderr;
      target.write(data);
      await target.drained();
    }
    return await session.exitCode();
  } finally {
    ended.abort();
    release();
    restore?.();
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

/** Until the input or the process ends. A process that does not read its input is no error. */
async function sendInput(context: CommandContext, session: Session, ended: AbortSignal): Promise<void> {
  const { stdin } = context;
  const stop = (): void => {
    stdin.destroy();
  };
  ended.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stdin as AsyncIterable<Uint8Array>) await session.write(chunk);
    session.closeInput();
  } catch {
    session.closeInput();
  } finally {
    ended.removeEventListener('abort', stop);
  }
}
