import { UserError } from '../../shared/index.ts';
import type { AttachContainerOptions, ExecOptions, LocateOptions } from '../contract.ts';
import type { Session } from '../contract-sessions.ts';
import { nameOf } from '../model/names.ts';
import { inspectContainer } from '../observe/containers.ts';
import { findContainer } from '../observe/find-container.ts';
import { openContainerSession } from '../streams/container-session.ts';
import { openExecSession } from '../streams/exec-session.ts';

export async function locate(options: LocateOptions): Promise<{ id: string; name: string }> {
  const found = await findContainer(options, options.project.name, options.service, { index: options.index });
  return { id: found.Id, name: nameOf(found) };
}

export async function exec(options: ExecOptions): Promise<Session> {
  return openExecSession(options, await locate(options));
}

/** `attach`: the terminal of a service's running container. */
export async function attach(options: AttachContainerOptions): Promise<Session> {
  const { client, signal, detachKeys } = options;
  const found = await findContainer(options, options.project.name, options.service, { index: options.index });
  const inspected = await inspectContainer(options, found.Id);
  const { State, Config } = inspected ?? {};
  if (State === undefined || !State.Running)
    throw cannotAttach('You cannot attach to a stopped container, start it first');
  if (State.Paused) throw cannotAttach('You cannot attach to a paused container, unpause it first');
  if (State.Restarting)
    throw cannotAttach('You cannot attach to a restarting container, wait until it is running');
  return openContainerSession({
    client,
    signal,
    container: { id: found.Id, name: nameOf(found) },
    tty: Config?.Tty ?? false,
    interactive: !options.noStdin && (Config?.OpenStdin ?? false),
    detached: false,
    starts: false,
    autoRemove: false,
    ...(detachKeys === undefined ? {} : { detachKeys }),
  });
}

function cannotAttach(message: string): UserError {
  return new UserError('cannot-attach', message);
}
