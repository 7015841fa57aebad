import type { ServiceHook } from '../../compose-file/index.ts';
import { type ExecInspect, FrameDecoder } from '../../engine-api/index.ts';
import { UserError } from '../../shared/index.ts';
import type { ContainerRef } from '../plan/steps.ts';
import { environment } from '../spec/container.ts';
import type { Work } from './work.ts';

/** Runs a lifecycle hook in the container and waits for its end. Its output is told line by line. */
export async function runHook(work: Work, container: ContainerRef, hook: ServiceHook): Promise<void> {
  const { client, signal } = work;
  const { Id } = await client.json<{ Id: string }>({
    method: 'POST',
    path: `/containers/${container.id}/exec`,
    body: {
      Cmd: hook.command ?? [],
      User: hook.user ?? '',
      Privileged: hook.privileged ?? false,
      WorkingDir: hook.working_dir ?? '',
      Env: environment(hook.environment ?? {}),
      AttachStdout: true,
      AttachStderr: true,
    },
    signal,
  });
  const stream = await client.hijack({
    method: 'POST',
    path: `/exec/${Id}/start`,
    body: { Detach: false, Tty: false },
    signal,
  });
  const output = await readOutput(stream);
  const { ExitCode } = await client.json<ExecInspect>({ method: 'GET', path: `/exec/${Id}/json`, signal });
  if (ExitCode === 0) return;
  const options = output === '' ? {} : { hint: `It said: ${output}` };
  throw new UserError('hook-failed', `${container.name} hook exited with status ${ExitCode}`, options);
}

async function readOutput(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const frames = new FrameDecoder();
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) {
    for (const { payload } of frames.push(chunk))
      text = (text + decoder.decode(payload, { stream: true })).slice(-2000);
  }
  return text.trim();
}
