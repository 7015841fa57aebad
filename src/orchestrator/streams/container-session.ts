import type { Duplex } from 'node:stream';
import type { EngineClient } from '../../engine-client/index.ts';
import type { Session } from '../contract-sessions.ts';
import { isGone } from '../execute/create-container.ts';
import { outputOf, writeTo } from './attach-stream.ts';

export interface ContainerSessionOptions {
  client: EngineClient;
  signal: AbortSignal;
  container: { id: string; name: string };
  tty: boolean;
  /** Standard input is connected. */
  interactive: boolean;
  detached: boolean;
  /** The container is to be started by the session (`run`); else it runs already (`attach`). */
  starts: boolean;
  /** It goes away by itself when it ends (`--rm`): its exit code must be waited for from before the start. */
  autoRemove: boolean;
  detachKeys?: string;
}

/** A terminal's connection to a container's main process. */
export async function openContainerSession(options: ContainerSessionOptions): Promise<Session> {
  const { client, container, detached } = options;
  const stop = new AbortController();
  const [stream, wait] = detached
    ? []
    : await Promise.all([
        attachStream(options),
        beginWait(options, AbortSignal.any([options.signal, stop.signal])),
      ]);
  // Handled by exitCode(); a detached reader must not make it an unhandled rejection.
  wait?.exitCode.catch(() => undefined);
  return {
    containerId: container.id,
    containerName: container.name,
    tty: options.tty,
    detached,
    start: async () => {
      if (!options.starts) return;
      const path = `/containers/${container.id}/start`;
      await client.json({ method: 'POST', path, signal: options.signal });
    },
    output: stream === undefined ? nothing() : outputOf(stream, options.tty),
    write: async (data) => {
      if (stream !== undefined && options.interactive) await writeTo(stream, data);
    },
    closeInput: () => void stream?.end(),
    resize: ({ columns, rows }) => post(options, 'resize', { w: columns, h: rows }),
    signal: (name) => post(options, 'kill', { signal: name }),
    detach: () => {
      stop.abort();
      stream?.destroy();
    },
    exitCode: async () => (await wait?.exitCode) ?? 0,
  };
}

async function attachStream({
  client,
  container,
  interactive,
  detachKeys,
  signal,
}: ContainerSessionOptions): Promise<Duplex> {
  return client.hijack({
    method: 'POST',
    path: `/containers/${container.id}/attach`,
    query: { stream: true, stdin: interactive, stdout: true, stderr: true, detachKeys },
    signal,
  });
}

/** Resolves when the engine has begun to wait: a container that is started sooner may end unseen, or be gone. */
async function beginWait(
  { client, container, starts, autoRemove }: ContainerSessionOptions,
  signal: AbortSignal,
): Promise<{ exitCode: Promise<number> }> {
  const condition = autoRemove ? 'removed' : starts ? 'next-exit' : 'not-running';
  const { body } = await client.open({
    method: 'POST',
    path: `/containers/${container.id}/wait`,
    query: { condition },
    signal,
  });
  return { exitCode: statusCode(body) };
}

async function statusCode(body: AsyncIterable<Uint8Array>): Promise<number> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const { StatusCode } = JSON.parse(Buffer.concat(chunks).toString()) as { StatusCode: number };
  return StatusCode;
}

/** For things that come too late when the process has ended. */
async function post(
  { client, container, signal }: ContainerSessionOptions,
  action: string,
  query: Record<string, string | number>,
): Promise<void> {
  try {
    await client.json({ method: 'POST', path: `/containers/${container.id}/${action}`, query, signal });
  } catch (error) {
    if (!isGone(error) && !isLate(error)) throw error;
  }
}

function isLate(error: unknown): boolean {
  return error instanceof Error && 'kind' in error && (error.kind === 'conflict' || error.kind === 'system');
}

export async function* nothing(): AsyncGenerator<never, void, undefined> {}
