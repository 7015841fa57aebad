import type { EngineClient } from '../../engine-client/index.ts';
import { EngineError, UserError } from '../../shared/index.ts';

/** Best first. */
const shells = [
  '/bin/bash',
  '/usr/bin/bash',
  '/usr/local/bin/bash',
  '/bin/ash',
  '/bin/sh',
  '/usr/bin/sh',
  '/busybox/sh',
];

/** The best shell that the container has, found without running anything in it. @throws UserError `no-shell` */
export async function chooseShell(
  { id, name }: { id: string; name: string },
  client: EngineClient,
  signal: AbortSignal,
): Promise<string> {
  const there = await Promise.all(shells.map((path) => isThere(id, path, client, signal)));
  const found = shells.find((_path, index) => there[index]);
  if (found !== undefined) return found;
  throw new UserError('no-shell', `there is no shell in ${name}: its image has none`, {
    hint: 'Its files can be looked at and copied all the same; a command of its own can be run, if it has one.',
  });
}

async function isThere(
  id: string,
  path: string,
  client: EngineClient,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const { body } = await client.open({
      method: 'HEAD',
      path: `/containers/${id}/archive`,
      query: { path },
      signal,
    });
    for await (const _chunk of body) break;
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found') return false;
    throw error;
  }
}
