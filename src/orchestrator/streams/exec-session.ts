import type { ExecCreateRequest, ExecInspect } from '../../engine-api/index.ts';
import type { ExecOptions } from '../contract.ts';
import type { Session } from '../contract-sessions.ts';
import { outputOf, writeTo } from './attach-stream.ts';
import { nothing } from './container-session.ts';

/** A further process in a running container. It is started when it is opened: the engine knows no other way to attach to it. */
export async function openExecSession(
  options: ExecOptions,
  container: { id: string; name: string },
): Promise<Session> {
  const { client, signal, tty } = options;
  const detached = options.detach ?? false;
  const { Id } = await client.json<{ Id: string }>({
    method: 'POST',
    path: `/containers/${container.id}/exec`,
    body: execRequest(options),
    signal,
  });
  const start = {
    method: 'POST',
    path: `/exec/${Id}/start`,
    body: { Detach: detached, Tty: tty, ...podmanSize(options) },
    signal,
  } as const;
  const stream = detached ? undefined : await client.hijack(start);
  const inspect = (): Promise<ExecInspect> =>
    client.json({ method: 'GET', path: `/exec/${Id}/json`, signal });
  const { promise: drained, resolve: drain } = Promise.withResolvers<void>();
  if (stream === undefined) drain();
  else stream.once('close', drain).once('end', drain);
  return {
    containerId: container.id,
    containerName: container.name,
    tty,
    detached,
    start: async () => {
      if (detached) await client.json(start);
    },
    output: stream === undefined ? nothing() : outputOf(stream, tty),
    write: async (data) => {
      if (stream !== undefined && options.interactive) await writeTo(stream, data);
    },
    closeInput: () => void stream?.end(),
    resize: async ({ columns, rows }) => {
      // The process may have ended; its terminal is gone then.
      const query = { w: columns, h: rows };
      await client.json({ method: 'POST', path: `/exec/${Id}/resize`, query, signal }).catch(() => undefined);
    },
    signal: () => Promise.resolve(),
    detach: () => void stream?.destroy(),
    exitCode: async () => {
      if (detached) return 0;
      await drained;
      return (await inspect()).ExitCode ?? 0;
    },
  };
}

/** Podman takes no `ConsoleSize`, and refuses to resize what does not run yet. */
function podmanSize({ tty, size }: ExecOptions): { w?: number; h?: number } {
  return size === undefined || !tty ? {} : { w: size.columns, h: size.rows };
}

function execRequest(options: ExecOptions): ExecCreateRequest {
  const detached = options.detach ?? false;
  const { size } = options;
  return {
    Cmd: options.command,
    AttachStdin: !detached && options.interactive,
    AttachStdout: !detached,
    AttachStderr: !detached,
    Tty: options.tty,
    Env: options.env ?? [],
    User: options.user ?? '',
    WorkingDir: options.workdir ?? '',
    Privileged: options.privileged ?? false,
    ...(size === undefined || !options.tty ? {} : { ConsoleSize: [size.rows, size.columns] }),
  };
}
