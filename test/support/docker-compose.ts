/** The real Docker Compose beside us. `npm run test:engine -- docker` starts a Docker Engine and names both. */

import { run } from './command.ts';

/** The command that runs it (COMPOSE_REFERENCE, words between spaces); it drives the engine of DOCKER_HOST, as tutti does then. */
export const givenCompose: readonly string[] | undefined = process.env['COMPOSE_REFERENCE']?.split(' ');

/** For tests that are nothing without it. */
export function neededCompose(): readonly string[] {
  if (givenCompose === undefined)
    throw new Error('This compares with a real Docker Compose: npm run test:engine -- docker');
  return givenCompose;
}

/** Expectations that are kept in files are what this version says; they cannot be held against another. */
const keptVersion = '2.40.3';

export async function leaveOutOtherVersions(skip: (why: string) => void): Promise<void> {
  const [command = '', ...args] = neededCompose();
  const { stdout } = await run(command, [...args, 'version', '--short']);
  if (!stdout.startsWith(keptVersion))
    skip(`what is kept is of Docker Compose ${keptVersion}, not ${stdout.trim()}`);
}
