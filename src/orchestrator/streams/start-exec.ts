import type { Duplex } from 'node:stream';
import type { ExecCreateRequest } from '../../engine-api/index.ts';
import type { ContainerQuery } from '../observe/containers.ts';

/** A process in a running container, without a terminal and without input. */
export interface StartedExec {
  id: string;
  /** Its framed output, from the first byte. */
  output: Duplex;
}

/** @throws EngineError when the container does not run, or the engine cannot start the process */
export async function startExec(
  { client, signal }: Pick<ContainerQuery, 'client' | 'signal'>,
  containerId: string,
  request: ExecCreateRequest,
): Promise<StartedExec> {
  const { Id } = await client.json<{ Id: string }>({
    method: 'POST',
    path: `/containers/${containerId}/exec`,
    body: { ...request, AttachStdout: true, AttachStderr: true },
    signal,
  });
  const output = await client.hijack({
    method: 'POST',
    path: `/exec/${Id}/start`,
    body: { Detach: false, Tty: false },
    signal,
  });
  return { id: Id, output };
}
