import type { RawData, WebSocket } from 'ws';
import * as z from 'zod/mini';
import {
  CLOSED_KEY_REFUSED,
  type Failure,
  type ShellOpen,
  type ShellPageText,
  type ShellServerText,
} from '../../dashboard-api/index.ts';
import type { Engines } from '../engines/engines.ts';
import { failureOf, isEngineLost } from '../failure.ts';
import type { Session } from '../http/session.ts';
import { type OpenShell, openShell } from './open-shell.ts';

/** Milliseconds that a page has for its first message. */
const patience = 10_000;

const lost: Failure = {
  code: 'shell-lost',
  message: 'The engine does not answer.',
  hint: 'The shell can be opened again as soon as it does.',
};

const size = z.int().check(z.minimum(1), z.maximum(1_000));
const text = z.string().check(z.maxLength(4_096));

const pageText: z.ZodMiniType<ShellPageText> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('open'),
    key: text,
    engine: text,
    container: text,
    columns: size,
    rows: size,
    command: z.exactOptional(z.array(text).check(z.minLength(1), z.maxLength(100))),
    user: z.exactOptional(text),
  }),
  z.strictObject({ kind: z.literal('resize'), columns: size, rows: size }),
]);

/** One shell for one WebSocket; the first message has to bring the key and say which. */
export function serveShell(
  socket: WebSocket,
  { engines, session }: { engines: Engines; session: Session },
): void {
  const gone = new AbortController();
  const timer = setTimeout(() => socket.close(CLOSED_KEY_REFUSED, 'no key'), patience);
  socket.on('close', () => {
    clearTimeout(timer);
    gone.abort();
  });
  socket.once('message', (data, isBinary) => {
    clearTimeout(timer);
    const first = isBinary ? undefined : parse(data);
    if (first?.kind !== 'open' || !session.isKey(first.key))
      return socket.close(CLOSED_KEY_REFUSED, 'not the key of this session');
    void run(socket, engines, first, gone.signal);
  });
}

async function run(
  socket: WebSocket,
  engines: Engines,
  request: ShellOpen,
  signal: AbortSignal,
): Promise<void> {
  const say = (message: ShellServerText): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  try {
    using lease = engines.link(request.engine).lease();
    const live = await lease.liveOrFail(signal);
    const shell = await openShell(live, request, signal);
    // It may have been left while the shell was made.
    if (signal.aborted) return leave(shell);
    say({ kind: 'opened', command: shell.command });
    signal.addEventListener('abort', () => leave(shell), { once: true });
    takeInput(socket, shell);
    await showOutput(socket, shell);
    const exitCode = await shell.exitCode();
    say({ kind: 'exited', ...(exitCode === undefined ? {} : { exitCode }) });
  } catch (error) {
    say({ kind: 'failed', failure: isEngineLost(error) ? lost : failureOf(error) });
  } finally {
    socket.close(1000);
  }
}

function takeInput(socket: WebSocket, shell: OpenShell): void {
  shell.stream.on('drain', () => socket.resume());
  socket.on('message', (data, isBinary) => {
    if (isBinary) {
      if (!shell.stream.destroyed && !shell.stream.write(data)) socket.pause();
      return;
    }
    const message = parse(data);
    if (message?.kind !== 'resize') return socket.close(4400, 'not a message');
    // A shell that ended meanwhile has no size.
    shell.resize(message).catch(() => undefined);
  });
}

/** The next is read when the page has got the last: a flood fills no memory. */
async function showOutput(socket: WebSocket, { stream }: OpenShell): Promise<void> {
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      await new Promise<void>((resolve) => socket.send(chunk, { binary: true }, () => resolve()));
    }
  } catch {
    // The engine or the page ended it.
  }
}

/** Engines let a process run on whose terminal went: what a person would type to end a shell that waits ends it. */
function leave({ stream }: OpenShell): void {
  if (stream.destroyed) return;
  stream.end('\x03\x04', () => stream.destroy());
}

function parse(data: RawData): ShellPageText | undefined {
  try {
    const result = z.safeParse(pageText, JSON.parse((data as Buffer).toString('utf8')));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
