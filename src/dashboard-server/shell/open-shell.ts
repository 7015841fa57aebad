import type { Duplex } from 'node:stream';
import type { ShellOpen, TerminalSize } from '../../dashboard-api/index.ts';
import type { ExecCreateRequest, ExecInspect } from '../../engine-api/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';
import { EngineError, UserError } from '../../shared/index.ts';
import { containerOf } from '../container/container-of.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { chooseShell } from './choose-shell.ts';

/** A shell that runs: what it shows is read from the stream, what is typed is written to it. */
export interface OpenShell {
  command: string[];
  stream: Duplex;
  resize(size: TerminalSize): Promise<void>;
  /** Undefined where the engine has forgotten it together with the container's run. */
  exitCode(): Promise<number | undefined>;
}

export async function openShell(
  live: LiveEngine,
  { container, command, user, columns, rows }: ShellOpen,
  signal: AbortSignal,
): Promise<OpenShell> {
  const { client } = live;
  const facts = containerOf(live.model, container);
  if (facts.status !== 'running')
    throw new UserError('not-running', `${facts.name} does not run: it is ${facts.status}`, {
      hint: 'Start it first; its files can be looked at as it is.',
    });
  const words = command ?? [await chooseShell(facts, client, signal)];
  const body: ExecCreateRequest = {
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
    ConsoleSize: [rows, columns],
    Env: ['TERM=xterm-256color'],
    Cmd: words,
    ...(user === undefined ? {} : { User: user }),
  };
  const path = `/containers/${facts.id}/exec`;
  const { Id } = await client.json<{ Id: string }>({ method: 'POST', path, body, signal });
  const resize = async ({ columns: w, rows: h }: TerminalSize): Promise<void> => {
    await client.json({ method: 'POST', path: `/exec/${Id}/resize`, query: { w, h } });
  };
  const stream = await client.hijack({
    method: 'POST',
    path: `/exec/${Id}/start`,
    // Podman has other names for the size.
    body: { Detach: false, Tty: true, ConsoleSize: [rows, columns], h: rows, w: columns },
  });
  return {
    command: words,
    stream,
    resize,
    exitCode: () => exitCodeOf(client, Id),
  };
}

/** All engines forget what ran in a container that is removed, Podman also what ran in one that is restarted. */
async function exitCodeOf(client: EngineClient, id: string): Promise<number | undefined> {
  try {
    const { ExitCode } = await client.json<ExecInspect>({ method: 'GET', path: `/exec/${id}/json` });
    return ExitCode ?? 0;
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found') return undefined;
    throw error;
  }
}
