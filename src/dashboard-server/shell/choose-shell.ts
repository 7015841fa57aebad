import type { EngineClient } from '../../engine-client/index.ts';
import { UserError } from '../../shared/index.ts';
import { isFileThere } from '../files/is-file-there.ts';

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
  const there = await Promise.all(shells.map((path) => isFileThere(id, path, client, signal)));
  const found = shells.find((_path, index) => there[index]);
  if (found !== undefined) return found;
  throw new UserError('no-shell', `there is no shell in ${name}: its image has none`, {
    hint: 'Its files can be looked at and copied all the same; "tutti exec" runs the programs that it has.',
  });
}
